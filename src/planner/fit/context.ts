import type { Cluster, Estate, Host, Vm } from '../../model/estate.ts';
import type { Guest, GuestMatch } from '../../model/guest.ts';
import { matchGuests } from '../../model/match-guests.ts';
import type { Settings } from '../../model/settings.ts';
import { tieNodes } from '../kubernetes-nodes.ts';
import { indexNetworks } from '../network/port-groups.ts';
import { hostKey, scopeOf } from '../place.ts';
import { findDrsRules } from '../scheduling/drs-rules.ts';
import { indexDatastores } from '../storage/datastores.ts';
import { readyOverrides, readyWaivers } from './directives.ts';
import { hostsByBaseline } from './evc.ts';
import { coverageOf } from './frame.ts';
import type { FitContext, LargestNode } from './rule.ts';
import { rules } from './rules/index.ts';
import { findSharedDisks } from './shared-disks.ts';
import { findVmClusters } from './vm-clusters.ts';

interface Placed {
  readonly source: number;
  readonly vCenterUuid: string | null;
  readonly name: string;
}

/** Names repeat between vCenters, so that a name counts within one. */
function placeKey(object: Omit<Placed, 'name'>, name: string): string {
  return `${scopeOf(object)}\n${name.toLowerCase()}`;
}

function byPlace<T extends Placed>(objects: readonly T[]): ReadonlyMap<string, T> {
  return new Map(objects.toReversed().map((object) => [placeKey(object, object.name), object]));
}

/** Hosts by short name, for exports that write the FQDN on one sheet and the short name on another; null if several. */
function byShortName(hosts: readonly Host[]): ReadonlyMap<string, Host | null> {
  const found = new Map<string, Host | null>();
  for (const host of hosts) {
    const key = placeKey(host, hostKey(host.name));
    found.set(key, found.has(key) ? null : host);
  }
  return found;
}

function placeholdersByName(vms: readonly Vm[]): ReadonlyMap<string, readonly Vm[]> {
  const found = new Map<string, Vm[]>();
  for (const vm of vms) {
    if (vm.srmPlaceholder !== true) continue;
    const name = vm.name.toLowerCase();
    const known = found.get(name);
    if (known === undefined) found.set(name, [vm]);
    else known.push(vm);
  }
  return found;
}

function guestsByVm(guests: readonly Guest[], matches: readonly GuestMatch[]): ReadonlyMap<string, Guest> {
  const found = new Map<string, Guest>();
  for (const [index, { vm }] of matches.entries()) {
    const guest = guests[index];
    if (vm !== null && guest !== undefined) found.set(vm, guest);
  }
  return found;
}

/** Matches that are not sure, by each VM that they may be. */
function doubtfulByVm(matches: readonly GuestMatch[]): ReadonlyMap<string, readonly GuestMatch[]> {
  const found = new Map<string, GuestMatch[]>();
  for (const match of matches) {
    if (match.vm !== null) continue;
    for (const candidate of new Set(match.candidates)) {
      const known = found.get(candidate);
      if (known === undefined) found.set(candidate, [match]);
      else known.push(match);
    }
  }
  return found;
}

/**
 * Builds what rules and decisions look at beside the VM, once for an estate: linear in VMs, disks and settings.
 * `asOf` is the date that end of life and waivers are judged by, YYYY-MM-DD or null; `largestNode` what the largest
 * node of the plan allows one pod. Throws a DevirtError where a waiver names a rule that does not exist.
 */
export function buildFitContext(
  estate: Estate,
  settings: Settings,
  asOf: string | null,
  largestNode: LargestNode,
  matches: readonly GuestMatch[] = matchGuests(estate.guests, estate.vms),
): FitContext {
  const hosts = byPlace(estate.hosts);
  const hostsByShortName = byShortName(estate.hosts);
  const clusters = byPlace(estate.clusters);
  const sharedDisks = findSharedDisks(estate);
  const guests = guestsByVm(estate.guests, matches);
  const doubtful = doubtfulByVm(matches);
  return {
    estate,
    settings,
    asOf,
    largestNode,
    sharedDisks,
    vmClusters: findVmClusters(estate, sharedDisks),
    drsRules: findDrsRules(estate),
    kubernetesNodes: tieNodes(estate),
    hostsByBaseline: hostsByBaseline(estate.hosts),
    placeholders: placeholdersByName(estate.vms),
    networks: indexNetworks(estate),
    datastores: indexDatastores(estate),
    hostOf(vm: Vm): Host | null {
      if (vm.host === null) return null;
      return hosts.get(placeKey(vm, vm.host)) ?? hostsByShortName.get(placeKey(vm, hostKey(vm.host))) ?? null;
    },
    clusterOf(vm: Vm): Cluster | null {
      return vm.cluster === null ? null : (clusters.get(placeKey(vm, vm.cluster)) ?? null);
    },
    guestOf(vm: Vm): Guest | null {
      return guests.get(vm.id) ?? null;
    },
    doubtfulGuestsOf(vm: Vm): readonly GuestMatch[] {
      return doubtful.get(vm.id) ?? [];
    },
    overrides: readyOverrides(settings),
    waivers: readyWaivers(settings, new Set(rules.map((rule) => rule.id))),
    coverage: estate.sources.map((source) => new Map(rules.map((rule) => [rule, coverageOf(rule, source)]))),
  };
}
