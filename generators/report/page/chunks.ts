import { chunkName, type PageHead, type VmColumns, type VmDetail, type VmDetails } from '../page-data.ts';

declare global {
  interface Window {
    /** Called by the scripts beside the page, each with its name and content. */
    devirtShard?: (name: string, content: unknown) => void;
  }
}

/** JSON that the page's own generator wrote: its types are those of page-data.ts, and tests hold both ends to them. */
function embedded(id: string): unknown {
  const holder = document.getElementById(id);
  return holder === null ? undefined : JSON.parse(holder.textContent ?? '');
}

const shards = new Map<string, unknown>();
window.devirtShard = (name, content) => {
  shards.set(name, content);
};

/** Adds the script element that brings a shard; a page opened as a file may load scripts but fetch nothing. */
function shard(name: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = `${name}.js`;
    script.addEventListener('load', () => {
      const content = shards.get(name);
      shards.delete(name);
      script.remove();
      if (content === undefined) reject(new Error(`${name}.js beside this page is not of this report`));
      else resolve(content);
    });
    script.addEventListener('error', () => {
      script.remove();
      reject(new Error(`${name}.js is missing beside this page`));
    });
    document.head.append(script);
  });
}

async function load(name: string): Promise<unknown> {
  return embedded(name) ?? (await shard(name));
}

export function pageHead(): PageHead {
  return embedded('page-head') as PageHead;
}

export async function loadRows(chunk: number): Promise<VmColumns> {
  return (await load(chunkName('vms', chunk))) as VmColumns;
}

/** The last chunk of details is kept: neighbours are often opened one after the other. */
let lastDetails: { readonly chunk: number; readonly details: Promise<VmDetails> } | null = null;

/** What a row shows when it is opened, and its texts. Rejects where the file that holds them is missing. */
export async function loadDetail(
  head: PageHead,
  index: number,
): Promise<{ readonly detail: VmDetail; readonly texts: readonly string[] }> {
  const chunk = Math.floor(index / head.detailsPerChunk);
  if (lastDetails?.chunk !== chunk) {
    lastDetails = { chunk, details: load(chunkName('why', chunk)) as Promise<VmDetails> };
    lastDetails.details.catch(() => {
      lastDetails = null;
    });
  }
  const { texts, vms } = await lastDetails.details;
  const detail = vms[index % head.detailsPerChunk];
  if (detail === undefined) throw new Error(`${chunkName('why', chunk)} does not hold VM ${index + 1}`);
  return { detail, texts };
}
