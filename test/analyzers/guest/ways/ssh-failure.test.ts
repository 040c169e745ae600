import { describe, expect, it } from 'vitest';
import { explainSshEnd, isSudoRefusal } from '../../../../analyzers/guest/ways/ssh-failure.ts';

describe('why a guest failed', () => {
  it.each([
    ['ssh: connect to host web port 22: Connection timed out', 'it does not answer'],
    ['ssh: connect to host web port 22: No route to host', 'it does not answer'],
    ['ssh: connect to host web port 22: Connection refused', 'nothing listens there'],
    ['ssh: Could not resolve hostname web: Name or service not known', 'there is no address for its name'],
    ['No ED25519 host key is known for web and you have requested strict checking.', 'its host key is not known'],
    [
      '@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.',
      'its host key is not the one that is known',
    ],
    ['ada@web: Permission denied (publickey,password).', 'it accepts none of the keys that were offered'],
    [
      'Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures',
      'it refused before the right key was offered',
    ],
    [
      'Unable to negotiate with 10.0.0.1 port 22: no matching host key type found. Their offer: ssh-rsa,ssh-dss',
      'its sshd offers only algorithms that this ssh client has switched off',
    ],
    ['kex_exchange_identification: read: Connection reset by peer', 'the connection broke off'],
    ['Connection to 10.0.0.1 closed by remote host.', 'the connection broke off'],
    ['/home/ada/.ssh/config: line 3: Bad configuration option: foo', 'ssh does not accept its configuration file'],
    ['something new', 'ssh failed: something new'],
    ['', 'ssh failed: it says no reason'],
  ])('ssh says %j', (stderr, reason) => {
    expect(explainSshEnd(255, stderr)).toMatchObject({ reason, remedy: expect.stringMatching(/.\.$/) });
  });

  it('tells what ended on the guest from what ended here', () => {
    expect(explainSshEnd(69, 'devirt collect: needs gzip, which is missing here\n').reason).toContain('needs gzip');
    expect(explainSshEnd(127, 'sh: command not found').reason).toContain('no shell runs there');
    expect(explainSshEnd(0, '').reason).toBe('it sent no whole bundle');
    expect(explainSshEnd(1, 'Connection refused').reason).toBe(
      'the collector ended with exit code 1: Connection refused',
    );
    expect(explainSshEnd(null, '').reason).toContain('a signal');
    expect(explainSshEnd(3, 'x'.repeat(5000)).reason.length).toBeLessThan(250);
  });

  it('knows when sudo refused', () => {
    expect(isSudoRefusal(1, 'sudo: a password is required\n')).toBe(true);
    expect(isSudoRefusal(1, 'Welcome\nsudo: sorry, you must have a tty to run sudo')).toBe(true);
    expect(isSudoRefusal(127, 'bash: line 1: sudo: command not found')).toBe(true);
    expect(isSudoRefusal(255, 'sudo: a password is required\n')).toBe(false);
    expect(isSudoRefusal(1, 'pseudo: no')).toBe(false);
    expect(isSudoRefusal(0, 'sudo: unable to resolve host web')).toBe(false);
  });
});
