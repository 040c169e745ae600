"""Counts an RVTools export with openpyxl (or Python's csv), for tests to compare with what devirt reads.

Prints JSON. Shares nothing with devirt but the meaning of the figures: VMs are the rows of vInfo that have a name;
templates count in no other figure; what no sheet states is null.
"""

import csv
import json
import os
import sys

import openpyxl


COUNTED_SHEETS = (
    "vDisk vPartition vNetwork vSnapshot vCD vFloppy vUSB vSource vRP vCluster vHost vHBA vNIC vSwitch vPort dvSwitch"
    " dvPort vSC_VMK vDatastore vMultiPath vLicense vHealth"
).split()


def rows_of(path):
    """Sheets as {"vInfo": [row, ...]}, each row a dict by header; of two columns of one name the first counts."""
    tables = {}
    if path.lower().endswith(".csv"):
        with open(path, newline="", encoding="utf-8-sig") as file:
            tables["vInfo"] = [list(row) for row in csv.reader(file)]
    else:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for sheet in book.worksheets:
            # A stated size of a million rows would be filled up with blank ones.
            sheet.reset_dimensions()
            tables[sheet.title] = [list(row) for row in sheet.iter_rows(values_only=True)]
    sheets = {}
    for title, table in tables.items():
        if not table:
            continue
        header = [str(name).strip().replace(" MB", " MiB") if name is not None else "" for name in table[0]]
        rows = []
        for cells in table[1:]:
            if all(cell is None or str(cell).strip() == "" for cell in cells):
                continue
            row = {}
            for name, cell in zip(header, cells):
                row.setdefault(name, cell)
            rows.append(row)
        sheets[title] = (header, rows)
    return sheets


def number(cell):
    if cell is None or str(cell).strip() == "":
        return None
    return int(round(float(str(cell).replace(",", ""))))


def total(rows, header, name):
    if name not in header:
        return None
    return sum(number(row.get(name)) or 0 for row in rows)


def complete(vms, sheet, name, other_name):
    """Where vInfo leaves a figure blank, another sheet's row of that VM states it, unless it is of another host."""
    if sheet is None:
        return
    rows = {}
    for row in sheet[1]:
        rows.setdefault(row.get("VM"), []).append(row)
    for vm in vms:
        same = rows.get(vm["VM"], [])
        if number(vm.get(name)) is not None or len(same) != 1:
            continue
        if vm.get("Host") in (None, "", same[0].get("Host")):
            vm[name] = same[0].get(other_name)
            vm["Host"] = same[0].get("Host")


def main(path):
    sheets = rows_of(path)
    header, vms = sheets["vInfo"]
    vms = [vm for vm in vms if vm.get("VM") not in (None, "")]
    real = [vm for vm in vms if str(vm["Template"]).lower() != "true"]
    running = [vm for vm in real if vm["Powerstate"] == "poweredOn"]
    complete(vms, sheets.get("vCPU"), "CPUs", "CPUs")
    complete(vms, sheets.get("vMemory"), "Memory", "Size MiB")
    hosts = sheets.get("vHost")
    if "vCluster" in sheets:
        clusters = len(sheets["vCluster"][1])
    else:
        names = {vm.get("Cluster") for vm in vms}
        names |= {host.get("Cluster") for host in hosts[1]} if hosts else set()
        clusters = len({name for name in names if name})
    print(
        json.dumps(
            {
                "totals": {
                    "vms": len(real),
                    "poweredOn": len(running),
                    "templates": len(vms) - len(real),
                    "hosts": len(hosts[1]) if hosts else None,
                    "clusters": clusters,
                    "datastores": len(sheets["vDatastore"][1]) if "vDatastore" in sheets else None,
                    "vcpus": total(running, header, "CPUs"),
                    "memoryMiB": total(running, header, "Memory"),
                    "provisionedMiB": total(real, header, "Provisioned MiB"),
                    "inUseMiB": total(real, header, "In Use MiB"),
                    "physicalCores": total(hosts[1], hosts[0], "# Cores") if hosts else None,
                    "physicalMemoryMiB": total(hosts[1], hosts[0], "# Memory") if hosts else None,
                },
                "rows": {
                    name: len(sheets[name][1]) if name in sheets else None
                    for name in COUNTED_SHEETS
                },
                "sums": {
                    "diskCapacityMiB": total(sheets["vDisk"][1], sheets["vDisk"][0], "Capacity MiB")
                    if "vDisk" in sheets
                    else None,
                    "partitionConsumedMiB": total(sheets["vPartition"][1], sheets["vPartition"][0], "Consumed MiB")
                    if "vPartition" in sheets
                    else None,
                    "cpuUsageMHz": total(sheets["vCPU"][1], sheets["vCPU"][0], "Overall") if "vCPU" in sheets else None,
                    "memoryConsumedMiB": total(sheets["vMemory"][1], sheets["vMemory"][0], "Consumed")
                    if "vMemory" in sheets
                    else None,
                },
            }
        )
    )


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]))
