import type { ManagedObject } from '../client/node.ts';

interface Place {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string | null;
}

/** How far up a path is followed; vSphere's own limit of nesting is far below. */
const mostLevels = 64;

/** Where objects stand: folders, data centres, clusters and pools by their ids. */
export class InventoryTree {
  readonly #places = new Map<string, Place>();

  add(object: ManagedObject, name: string, parent: ManagedObject | null): void {
    this.#places.set(object.id, { id: object.id, type: object.type, name, parent: parent?.id ?? null });
  }

  name(object: ManagedObject | null): string | null {
    return object === null ? null : (this.#places.get(object.id)?.name ?? null);
  }

  parentType(object: ManagedObject): string | null {
    const parent = this.#places.get(object.id)?.parent ?? null;
    return parent === null ? null : (this.#places.get(parent)?.type ?? null);
  }

  /** Name of the nearest object of a type at or above `object`. */
  nearest(object: ManagedObject | null, type: string): string | null {
    for (const place of this.#up(object)) if (place.type === type) return place.name;
    return null;
  }

  /** Its id, since two clusters in different data centres may have one name. */
  nearestId(object: ManagedObject | null, type: string): string | null {
    for (const place of this.#up(object)) if (place.type === type) return place.id;
    return null;
  }

  /**
   * "/DC/Shops/Web" of a folder: from the data centre on, without its hidden folder for VMs. Names stand as vSphere
   * has them, with / written as %2f. Null where the folder or one above could not be read.
   */
  folderPath(folder: ManagedObject | null): string | null {
    const names: string[] = [];
    const places = [...this.#up(folder)];
    for (const [index, place] of places.entries()) {
      if (place.type === 'Datacenter') return `/${[place.name, ...names].join('/')}`;
      // The folder right below the data centre is its own.
      if (place.type === 'Folder' && places[index + 1]?.type !== 'Datacenter') names.unshift(place.name);
    }
    return null;
  }

  /** "/DC/Cluster/Resources/Gold" of a resource pool or vApp. */
  poolPath(pool: ManagedObject | null): string | null {
    const names: string[] = [];
    for (const place of this.#up(pool)) {
      if (place.type !== 'Folder') names.unshift(place.name);
      if (place.type === 'Datacenter') return `/${names.join('/')}`;
    }
    return null;
  }

  *#up(object: ManagedObject | null): Generator<Place, void, undefined> {
    let id = object?.id ?? null;
    for (let level = 0; id !== null && level < mostLevels; level++) {
      const place = this.#places.get(id);
      if (place === undefined) return;
      yield place;
      id = place.parent;
    }
  }
}

/** vSphere writes %, / and \ in names of inventory objects as %25, %2f and %5c; people see the characters. */
export function displayName(name: string): string {
  return name.replaceAll(/%(25|2f|5c)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
