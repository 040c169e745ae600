/** Terms of licences on the target, as the makers' rules for products had them when this was written (2026). */

/** Virtual cores that a VM or container with SQL Server is licensed for at least (Microsoft: SQL Server licensing guide). */
export const fewestSqlServerCores = 4;

/** Virtual cores of a VM that Windows Server is licensed for at least (Microsoft: Windows Server licensing, by virtual machine). */
export const fewestWindowsCores = 8;

/** Cores of a server, and of each of its processors, that Windows Server counts at least (the same). */
export const fewestWindowsCoresOfServer = 16;
export const fewestWindowsCoresOfProcessor = 8;

/** Oracle processors a core of an x86 processor (Oracle Processor Core Factor Table). */
export const oracleCoreFactor = 0.5;

/** Systems whose subscriptions go by node, pair of sockets or pair of guests. */
export const enterpriseLinux: ReadonlySet<string> = new Set(['rhel', 'sles']);
