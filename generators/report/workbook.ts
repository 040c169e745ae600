import type { GeneratedFile } from '../../src/lib/output-writer.ts';
import { workbookBytes } from '../../src/lib/workbook-writer.ts';
import type { Assessed } from '../../src/model/assessed.ts';
import { assumptionsSheet, breakEvenSheet, licensesSheet, overheadSheet } from './sheets/costs.ts';
import {
  datastoresSheet,
  networksSheet,
  operatingSystemsSheet,
  questionsSheet,
  sharedDisksSheet,
} from './sheets/estate.ts';
import { findingsSheet, rulesSheet } from './sheets/findings.ts';
import { notProvenSheet, unknownSheet } from './sheets/limits.ts';
import { nodesSheet } from './sheets/nodes.ts';
import { summarySheet } from './sheets/summary.ts';
import { vmsSheet } from './sheets/vms.ts';
import { tally } from './tallies.ts';

/**
 * report/report.xlsx: the report as tables, a sheet a topic, to filter and to calculate with. Units stand in headers,
 * figures are numbers, and what is unknown is blank.
 */
export function reportWorkbook(assessed: Assessed): GeneratedFile {
  const tallies = tally(assessed);
  return {
    path: 'report/report.xlsx',
    content: workbookBytes({
      title: 'From VMware to bare-metal Kubernetes',
      sheets: [
        summarySheet(assessed, tallies),
        vmsSheet(assessed),
        findingsSheet(assessed),
        rulesSheet(assessed, tallies),
        questionsSheet(assessed),
        nodesSheet(assessed),
        licensesSheet(assessed),
        breakEvenSheet(assessed),
        overheadSheet(assessed),
        operatingSystemsSheet(assessed),
        sharedDisksSheet(assessed),
        datastoresSheet(assessed),
        networksSheet(assessed),
        unknownSheet(assessed),
        assumptionsSheet(assessed),
        notProvenSheet(),
      ],
    }),
  };
}
