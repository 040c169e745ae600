import type { DemoVm } from '../virtual-machine.ts';
import type { GuestSpec } from './guest-spec.ts';

/** An established TCP connection between two VMs, or of an address outside with one. */
export interface Call {
  readonly from: string | null;
  readonly fromUnit: string | null;
  readonly fromAddress: string;
  readonly fromPort: number;
  readonly to: string;
  readonly toAddress: string;
  readonly toPort: number;
}

/** First of the ports that Linux gives to clients (net.ipv4.ip_local_port_range). */
const firstClientPort = 32_768;

export function addressOf(vm: DemoVm): string {
  const address = vm.nics[0]?.ipv4 ?? null;
  if (address === null) throw new RangeError(`${vm.spec.name} has no address`);
  return address;
}

/** All connections of these guests, each once, so that both ends tell the same. */
export function callsOf(specs: readonly GuestSpec[], vmOf: (name: string) => DemoVm): Call[] {
  let port = firstClientPort;
  const nextPort = (): number => (port += 2);
  return specs.flatMap(({ vm, services }) => {
    const own = addressOf(vmOf(vm));
    return services.flatMap(({ unit, calls = [], calledBy = [], listens: [first] = [] }): Call[] => [
      ...calls.map((peer) => ({
        from: vm,
        fromUnit: unit,
        fromAddress: own,
        fromPort: nextPort(),
        to: peer.vm,
        toAddress: addressOf(vmOf(peer.vm)),
        toPort: peer.port,
      })),
      ...(first === undefined
        ? []
        : calledBy.map((address) => ({
            from: null,
            fromUnit: null,
            fromAddress: address,
            fromPort: nextPort(),
            to: vm,
            toAddress: own,
            toPort: first,
          }))),
    ]);
  });
}
