import { rvtoolsColumns } from '../../src/lib/rvtools-columns.ts';

/** Columns of the sheets of VMs that older generations have and 4.7.1 has not. */
const formerColumns = ['Upgrade', 'Select', 'OS', 'vCenter UUID', 'Internal Sort Column'];

const { vInfo, vCPU, vMemory, vTools } = rvtoolsColumns;

/**
 * The columns of vInfo, vCPU, vMemory and vTools in all generations, 3.6 to 4.7.1: what is not among them is a custom
 * attribute. As `headerKey` writes them, so that MB and MiB are one.
 */
export const knownVmColumns: ReadonlySet<string> = new Set(
  [...vInfo, ...vCPU, ...vMemory, ...vTools, ...formerColumns].map((name) => name.toLowerCase()),
);
