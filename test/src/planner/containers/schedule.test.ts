import { describe, expect, it } from 'vitest';
import { ofCrontab, ofTimer } from '../../../../src/planner/containers/schedule.ts';

describe('ofCrontab', () => {
  it.each([
    ['30 2 * * 1-5', '30 2 * * 1-5'],
    ['*/5  *\t* * *', '*/5 * * * *'],
    ['0 4 * * 7', '0 4 * * 0'],
    ['0 4 * * 5-7', '0 4 * * 5-6,0'],
    ['0 4 * jan Mon,SUN', '0 4 * 1 1,0'],
    ['0-30/10 4 * * *', '0-30/10 4 * * *'],
    ['weekly', '47 6 * * 0'],
    ['@daily', '@daily'],
  ])('%s is %s', (crontab, kubernetes) => {
    expect(ofCrontab(crontab)).toBe(kubernetes);
  });

  it.each([
    '@reboot',
    '60 * * * *',
    '5/10 * * * *',
    '* * 0 * *',
    '* * * 13 *',
    '10-5 * * * *',
    '* * * * mon-',
    '* * * *',
    'x',
  ])('%s is nothing that Kubernetes says', (crontab) => {
    expect(ofCrontab(crontab)).toBeNull();
  });
});

describe('ofTimer', () => {
  it('takes what cron can say, and nothing else', () => {
    expect(ofTimer(['OnCalendar=Mon *-*-* 03:30:00'])).toBe('30 3 * * 1');
    expect(ofTimer(['OnCalendar=daily'])).toBe('0 0 * * *');
    expect(ofTimer(['OnCalendar=*-*-* 25:00'])).toBeNull();
    expect(ofTimer(['OnUnitActiveSec=90s'])).toBeNull();
  });
});
