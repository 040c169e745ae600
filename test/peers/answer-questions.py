"""Answers ten questions about an estate from its RVTools exports, for tests to compare with what devirt wrote.

    answer-questions.py --as-of 2026-11-20 [--largest CPUS MEMORY_MIB] EXPORT.xlsx...

Prints JSON. Reads the cells with openpyxl, and shares nothing with devirt but the meaning of the questions: what blocks
a migration, what VMware's own is, what a licence counts. It knows the operating systems of the exports that it is used
on, and no others. Settings are devirt's defaults, without overrides.
"""

import argparse
import collections
import datetime
import json
import re

import openpyxl

# Last day of the support that comes with the system, from the makers' pages; None where no date is published.
ENDS = {
    "Red Hat Enterprise Linux 6": "2020-11-30",
    "Red Hat Enterprise Linux 7": "2024-06-30",
    "Red Hat Enterprise Linux 8": "2029-05-31",
    "Red Hat Enterprise Linux 9": "2032-05-31",
    "CentOS 6": "2020-11-30",
    "CentOS 7": "2024-06-30",
    "Rocky Linux 9": "2032-05-31",
    # Of the last service pack, where none is told.
    "SUSE Linux Enterprise Server 12": "2024-10-31",
    "SUSE Linux Enterprise Server 12 SP5": "2024-10-31",
    "SUSE Linux Enterprise Server 15 SP4": "2023-12-31",
    "SUSE Linux Enterprise Server 15 SP5": "2024-12-31",
    "Debian 10": "2022-09-10",
    "Debian 11": "2024-08-14",
    "Debian 12": "2026-07-11",
    "Ubuntu 18.04": "2023-05-31",
    "Ubuntu 20.04": "2025-05-29",
    "Ubuntu 22.04": "2027-06-01",
    "Ubuntu 24.04": "2029-05-31",
    "Windows Server 2008 R2": "2020-01-14",
    "Windows Server 2012": "2023-10-10",
    "Windows Server 2016": "2027-01-12",
    "Windows Server 2019": "2029-01-09",
    "Windows Server 2022": "2031-10-14",
    "Windows 10": "2025-10-14",
}

# How the notes begin that VMware's own templates leave.
APPLIANCE = re.compile(
    r"^\s*(vmware vcenter server appliance|nsx (unified appliance|edge|manager)|vmware (aria|vrealize)|"
    r"vmware (live )?site recovery|(vmware )?vsphere replication|vsphere cluster services? vm|vmware hcx)",
    re.IGNORECASE,
)


def truth(cell):
    return str(cell).strip().lower() == "true"


def text(cell):
    return "" if cell is None else str(cell).strip()


class Export:
    def __init__(self, path):
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        self.sheets = {}
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows = [list(row) for row in sheet.iter_rows(values_only=True)]
            header = [text(name) for name in rows[0]] if rows else []
            records = []
            for cells in rows[1:]:
                if all(text(cell) == "" for cell in cells):
                    continue
                # Of two columns of one name the last is the real one behind the custom attributes.
                record = {}
                for name, cell in zip(header, cells):
                    record.setdefault(name, cell)
                records.append(record)
            self.sheets[sheet.title] = records

    def rows(self, sheet):
        return self.sheets.get(sheet, [])


class Vm:
    def __init__(self, record):
        self.record = record
        self.name = text(record["VM"])
        self.key = (text(record["VI SDK UUID"]), text(record["VM ID"]))
        self.on = record["Powerstate"] == "poweredOn"
        self.template = truth(record["Template"])
        self.placeholder = truth(record.get("SRM Placeholder"))
        self.cpus = int(record["CPUs"] or 0)
        self.memory = int(record["Memory"] or 0)
        self.disks, self.nics, self.partitions, self.snapshots, self.drives = [], [], [], [], []
        self.own = False
        self.disposition = "rehost"

    @property
    def systems(self):
        """What VMware Tools say counts before what the VM is configured for."""
        return [
            text(self.record.get("OS according to the VMware Tools")),
            text(self.record.get("OS according to the configuration file")),
        ]


def system_of(vm):
    """The release, where one of the texts that are known of the VM names it."""
    detailed = text(vm.record.get("Guest Detailed Data"))
    pretty = re.search(r"prettyName='([^']*)'", detailed)
    for found in [vm.systems[0], pretty.group(1) if pretty else "", vm.systems[1]]:
        release = release_of(found)
        if release is not None:
            return release
    return None


def release_of(name):
    name = re.sub(r"\((32|64)-bit\)", "", name).strip()
    patterns = [
        (r"Red Hat Enterprise Linux (\d+)", "Red Hat Enterprise Linux {}"),
        (r"CentOS (?:Linux release )?(\d+)(?!/)", "CentOS {}"),
        (r"Rocky Linux (\d+)", "Rocky Linux {}"),
        (r"SUSE Linux Enterprise(?: Server)? (\d+ SP\d+|12)", "SUSE Linux Enterprise Server {}"),
        (r"Debian GNU/Linux (\d+)", "Debian {}"),
        (r"Ubuntu (\d\d\.\d\d)", "Ubuntu {}"),
        (r"Windows Server (2008 R2|2012|2016(?! or)|2019|2022)", "Windows Server {}"),
        (r"Windows (10)\b", "Windows {}"),
    ]
    for pattern, form in patterns:
        found = re.search(pattern, name)
        if found:
            return form.format(found.group(1))
    return None


def read(paths):
    exports = [Export(path) for path in paths]
    vms = {}
    for export in exports:
        for record in export.rows("vInfo"):
            vm = Vm(record)
            vms[vm.key] = vm
        for sheet, field in [
            ("vDisk", "disks"),
            ("vNetwork", "nics"),
            ("vPartition", "partitions"),
            ("vSnapshot", "snapshots"),
            ("vCD", "drives"),
        ]:
            for row in export.rows(sheet):
                getattr(vms[(text(row["VI SDK UUID"]), text(row["VM ID"]))], field).append(row)
        for row in export.rows("vCPU"):
            # vInfo leaves the folder blank in many exports.
            vm = vms[(text(row["VI SDK UUID"]), text(row["VM ID"]))]
            vm.folder = text(vm.record.get("Folder")) or text(row.get("Folder"))
    return exports, list(vms.values())


def shared_disks(vms):
    """Names by what is shared: a disk file within a data centre, or a LUN that several VMs map raw."""
    files, luns = collections.defaultdict(set), collections.defaultdict(set)
    for vm in vms:
        for disk in vm.disks:
            files[(vm.key[0], text(vm.record["Datacenter"]), text(disk["Path"]))].add(vm.key)
            if truth(disk["Raw"]) and text(disk["Raw LUN ID"]):
                luns[text(disk["Raw LUN ID"])].add(vm.key)
    names = {vm.key: vm.name for vm in vms}
    members = {vm.key for vm in vms if not vm.template and not vm.placeholder}
    found = {}
    for vm in vms:
        for disk in vm.disks:
            path = (vm.key[0], text(vm.record["Datacenter"]), text(disk["Path"]))
            lun = text(disk["Raw LUN ID"])
            what, holders = path[2], files[path]
            if len(holders) < 2 and truth(disk["Raw"]):
                what, holders = lun, luns.get(lun, set())
            holders = holders & members
            if len(holders) > 1:
                found[what] = sorted(names[key] for key in holders)
    return found


def is_shared(disk, sharing):
    if text(disk["Path"]) in sharing or (truth(disk["Raw"]) and text(disk["Raw LUN ID"]) in sharing):
        return True
    bus = text(disk.get("Shared Bus")).lower()
    return text(disk.get("Sharing mode")).lower() == "sharingmultiwriter" or bus not in ("", "nosharing", "0")


def needed_space(path):
    if path == "/" or re.fullmatch(r"[cC]:[\\/]?", path):
        return 100
    return 50 if path == "/boot" else 10


def decide(vms, sharing, largest):
    """What becomes of each VM, and why those that do not move as planned do not."""
    blocking = collections.defaultdict(list)
    for vm in vms:
        record = vm.record
        annotated = APPLIANCE.match(text(record["Annotation"])) is not None
        vm.own = not vm.template and not vm.placeholder and annotated
        if vm.own:
            vm.disposition = "replace"
            continue
        if vm.template or vm.placeholder or text(record["Connection state"]).lower() == "orphaned":
            vm.disposition = "retire"
            continue
        reasons = set()
        if text(record["FT State"]).lower() not in ("", "notconfigured", "disabled"):
            reasons.add("availability.fault-tolerance")
        if largest is not None and (vm.cpus > largest[0] or vm.memory > largest[1]):
            reasons.add("size.larger-than-node")
        if reasons:
            vm.disposition = "retain"
            blocking[vm.name].extend(reasons)
            continue
        if any(truth(disk["Raw"]) for disk in vm.disks):
            reasons.add("forklift.vmware.disk.rdm.detected")
        if any(text(disk["Disk Mode"]).startswith("independent") for disk in vm.disks):
            reasons.add("forklift.vmware.disk_mode.independent")
        if any(is_shared(disk, sharing) for disk in vm.disks):
            reasons.add("forklift.vmware.disk.shared.detected")
        if any(disk["Capacity MiB"] == 0 for disk in vm.disks):
            reasons.add("forklift.vmware.disk.capacity.invalid")
        if any(not text(disk["Path"]).startswith("[") for disk in vm.disks if text(disk["Path"])):
            reasons.add("forklift.vmware.datastore.missing")
        full = [row for row in vm.partitions if int(row["Free MiB"]) < needed_space(text(row["Disk"]))]
        if vm.on and full:
            reasons.add("forklift.vmware.guestDisks.freespace")
        if reasons:
            blocking[vm.name].extend(reasons)
    # Several VMs may have one name.
    return {name: sorted(reasons) for name, reasons in blocking.items()}


def idle_cores(exports):
    idle = {}
    for export in exports:
        for host in export.rows("vHost"):
            sockets, cores = int(host["# CPU"]), int(host["Cores per CPU"])
            waste = sockets * max(cores, 16) - int(host["# Cores"])
            if waste > 0:
                idle[text(host["Host"])] = waste
    return idle


def unknown(vms):
    """VMs for which a question that could be asked of the export has no answer in it."""
    moved = [vm for vm in vms if vm.disposition == "rehost"]
    return {
        # Of running guests VMware Tools list no file system.
        "forklift.vmware.guestDisks.freespace": sorted(vm.name for vm in moved if vm.on and not vm.partitions),
        # No sheet of RVTools tells of a TPM or of devices that are passed through.
        "forklift.vmware.tpm.detected": sorted(vm.name for vm in moved),
        "forklift.vmware.passthrough_device.detected": sorted(vm.name for vm in moved),
        # What the guest itself says of its system.
        "os.conflict": sorted(
            vm.name
            for vm in vms
            if vm.on
            and not vm.template
            and not vm.placeholder
            and not vm.systems[0]
            and not text(vm.record.get("Guest Detailed Data"))
        ),
    }


def by_datastore(vms):
    stores = collections.defaultdict(set)
    for vm in vms:
        for path in [text(vm.record["Path"])] + [text(disk["Path"]) for disk in vm.disks]:
            found = re.match(r"\[([^\]]+)\]", path)
            if found:
                stores[found.group(1)].add(vm.key)
    names = {vm.key: vm.name for vm in vms}
    return {store: sorted(names[key] for key in keys) for store, keys in sorted(stores.items())}


GENERIC = re.compile(r"^(vm|datacenters?|discovered virtual machines?|new folder.*|templates?)$", re.IGNORECASE)


def application_of(vm):
    application = text(vm.record.get("Application"))
    if application:
        return application
    folders = [part for part in getattr(vm, "folder", "").split("/") if part]
    if folders and folders[0] == text(vm.record["Datacenter"]):
        folders = folders[1:]
    for folder in reversed(folders):
        if not GENERIC.match(folder):
            return folder
    return "unassigned"


def age_in_days(serial, as_of):
    """Dates of RVTools 4.x are serial numbers, or what openpyxl makes of them."""
    if not isinstance(serial, datetime.datetime):
        serial = datetime.datetime(1899, 12, 30) + datetime.timedelta(days=float(serial))
    return (datetime.date.fromisoformat(as_of) - serial.date()).days


def owner_questions(vms, sharing, as_of):
    """By application and rule, the VMs of which the owner is asked; of the rules that need nothing but the export."""
    asked = collections.defaultdict(lambda: collections.defaultdict(list))
    for vm in vms:
        if vm.template or vm.placeholder:
            continue
        record = vm.record
        # VMware Tools are believed before the configuration.
        system = next((name for name in vm.systems if name and not name.startswith("Other")), "")
        networks = {text(nic["Network"]) for nic in vm.nics if text(nic["Network"])}
        checks = {
            "retire.powered-off": record["Powerstate"] == "poweredOff",
            "state.suspended": record["Powerstate"] == "suspended",
            "retire.orphaned": text(record["Connection state"]).lower() == "orphaned",
            "os.windows": "Windows" in system,
            "network.several-nics": len(networks) > 1,
            "network.manual-mac": any(text(nic["Type"]).lower() == "manual" for nic in vm.nics),
            "disk.raw-device-mapping": any(truth(disk["Raw"]) for disk in vm.disks),
            "disk.shared": any(is_shared(disk, sharing) for disk in vm.disks),
            "availability.fault-tolerance": text(record["FT State"]).lower() not in ("", "notconfigured", "disabled"),
            "availability.cluster-rules": text(record["Cluster rule(s)"]) != "",
            "device.removable-connected": any(truth(drive["Connected"]) for drive in vm.drives),
            "snapshot.old": any(age_in_days(snapshot["Date / time"], as_of) > 3 for snapshot in vm.snapshots),
        }
        for rule, holds in checks.items():
            if holds:
                asked[application_of(vm)][rule].append(vm.name)
    return {
        application: {rule: sorted(names) for rule, names in sorted(rules.items())}
        for application, rules in sorted(asked.items())
    }


def past_their_end(vms, as_of):
    past = collections.defaultdict(list)
    for vm in vms:
        ends = ENDS.get(system_of(vm))
        if not vm.template and not vm.placeholder and ends is not None and ends < as_of:
            past[ends].append(vm.name)
    return {ends: sorted(names) for ends, names in sorted(past.items())}


def first_hosts(exports, vms, count):
    """Hosts with least to move: without VMs that stay, then few running VMs, then small ones."""
    hosts = {(text(row["VI SDK UUID"]), text(row["Host"])): [] for export in exports for row in export.rows("vHost")}
    for vm in vms:
        if vm.on and not vm.template:
            hosts[(vm.key[0], text(vm.record["Host"]))].append(vm)

    def effort(entry):
        (vcenter, host), running = entry
        return (
            sum(vm.disposition == "retain" for vm in running),
            len(running),
            sum(vm.memory for vm in running),
            sum(vm.cpus for vm in running),
            host,
            vcenter,
        )

    return [[host, sorted(vm.name for vm in running)] for (_, host), running in sorted(hosts.items(), key=effort)][:count]


def change_network(exports, vms):
    """VMs of which a NIC is on a network without one readable VLAN, and loses its address."""
    vlans = collections.defaultdict(set)
    for export in exports:
        datacenters = {text(row["Host"]): text(row["Datacenter"]) for row in export.rows("vHost")}
        for row in export.rows("dvPort"):
            vlans[(text(row["VI SDK UUID"]), text(row["Port"]), text(row["Switch"]))].add(text(row["VLAN"]))
        for row in export.rows("vPort"):
            place = datacenters.get(text(row["Host"]), "")
            vlans[(text(row["VI SDK UUID"]), text(row["Port Group"]), place)].add(text(row["VLAN"]))
    changing = []
    for vm in vms:
        if vm.disposition != "rehost":
            continue
        for nic in vm.nics:
            network = text(nic["Network"])
            found = vlans.get((vm.key[0], network, text(nic["Switch"]))) or vlans.get(
                (vm.key[0], network, text(vm.record["Datacenter"]))
            )
            if found is None or len(found) != 1 or not re.fullmatch(r"\d{1,4}", min(found)) or int(min(found)) > 4094:
                changing.append(vm.name)
                break
    return sorted(changing)


def footprint(vms):
    own = [vm for vm in vms if vm.own]
    running = [vm for vm in own if vm.on]
    return {
        "vms": sorted(vm.name for vm in own),
        "vcpus": sum(vm.cpus for vm in running),
        "memoryMiB": sum(vm.memory for vm in running),
        "provisionedMiB": sum(int(vm.record["Provisioned MiB"] or 0) for vm in own),
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--as-of", required=True)
    parser.add_argument("--largest", nargs=2, type=int)
    parser.add_argument("exports", nargs="+")
    options = parser.parse_args()
    exports, vms = read(options.exports)
    sharing = shared_disks(vms)
    blocking = decide(vms, sharing, options.largest)
    print(
        json.dumps(
            {
                "blocking": blocking,
                "idleCores": idle_cores(exports),
                "unknown": unknown(vms),
                "byDatastore": by_datastore(vms),
                "sharedDisks": sharing,
                "ownerQuestions": owner_questions(vms, sharing, options.as_of),
                "pastTheirEnd": past_their_end(vms, options.as_of),
                "firstHosts": first_hosts(exports, vms, 3),
                "changeNetwork": change_network(exports, vms),
                "footprint": footprint(vms),
            },
            indent=1,
            sort_keys=True,
        )
    )


if __name__ == "__main__":
    main()
