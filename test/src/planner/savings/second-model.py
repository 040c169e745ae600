"""A second computation of the savings, by another road: month by month over plain lists, from the description in
docs/guide/savings.md. It reads inputs and flows on stdin and writes heads, cash flow, NPV, payback and IRR."""
import json
import math
import sys

given = json.load(sys.stdin)
F, C, V = given["facts"], given["choices"], given["figures"]
YEARS = given["years"]
MONTHS = YEARS * 12
TIB = 1024 * 1024


def cents(amount):
    return math.floor(amount * 100 + 0.5)


def level(month):
    return (1 + V["savings.pricesRisePercent"] / 100) ** (month // 12)


def interpolate(x):
    """Share of the VMs at a share of the time."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    points = [(0, 0)] + [(p["timePermille"] / 1000, p["vmsPermille"] / 1000) for p in F["progress"]]
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        if x <= x1:
            return y1 if x1 == x0 else y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return 1.0


BEGIN = C["delayMonths"] + V["savings.migration.preparationMonths"]


def moved(time):
    return interpolate((time - BEGIN) / V["savings.migration.months"])


def wright(count):
    rate, floor = V["savings.migration.learningPercent"] / 100, V["savings.migration.learningFloorPercent"] / 100
    if rate == 0 or count <= 1:
        return count
    # Simpson's rule over the law itself, instead of its integral in closed form.
    law = lambda n: max(floor, n ** math.log2(1 - rate))
    steps = 4000
    a, b = 1.5, count + 0.5
    h = (b - a) / steps
    total = law(a) + law(b)
    for i in range(1, steps):
        total += law(a + i * h) * (4 if i % 2 else 2)
    return 1 + total * h / 3


def stay_hosts():
    if V["savings.stay.hosts"] is not None:
        return min(F["hosts"], V["savings.stay.hosts"])
    usable = (1 - V["savings.stay.hypervisorReservePercent"] / 100) * F["targetUtilisationPercent"] / 100
    by_cpu = F["demand"]["cpuMilli"] / (F["hostCpuMilli"] / F["hosts"] * usable)
    by_memory = F["demand"]["memoryMiB"] / (F["hostMemoryMiB"] / F["hosts"] * usable)
    return min(F["hosts"], math.ceil(max(by_cpu, by_memory)) + F["residualHosts"] + F["nodes"]["spare"])


def ratio():
    n = F["nodes"]
    return min(F["hostCpuMilli"] / F["hosts"] / n["cpuMilli"], F["hostMemoryMiB"] / F["hosts"] / n["memoryMiB"])


def scenario(plan):
    heads = {}
    n = F["nodes"]
    if plan:
        hosts, cores = [], []
        for m in range(MONTHS):
            share = moved(m - V["savings.migration.dualRunningMonths"])
            gone = [f for f in F["freed"] if share > 0 and share * 1000 >= f["afterPermille"]]
            hosts.append(F["hosts"] - sum(f["hosts"] for f in gone))
            cores.append(F["licensedCores"] - sum(f["licensedCores"] for f in gone))
        lasting_hosts, lasting_cores = F["residualHosts"], F["residualCores"]
        reused = min(V["savings.hardware.reusedHosts"], F["hosts"] - F["residualHosts"])
        instead = min(n["workers"] + n["spare"], math.floor(reused * ratio()))
        bought_all = n["workers"] + n["spare"] - instead
        all_workers = bought_all + (reused if instead else 0)
        lead = V["savings.migration.leadMonths"]
        provided = [moved(m + 1 + lead) for m in range(MONTHS)]
        workers = [0 if s == 0 else max(min(all_workers, n["spare"] + 1), math.ceil(all_workers * s)) for s in provided]
        bought = [min(bought_all, w) for w in workers]
        first = max(C["delayMonths"], BEGIN - lead)
        control = [n["controlPlane"] if m + 1 > first else 0 for m in range(MONTHS)]
        on_nodes = [moved(m + 1) for m in range(MONTHS)]
        retired = on_nodes
    else:
        left = stay_hosts()
        slim = V["savings.stay.months"]
        hosts = [F["hosts"] if m < slim else left for m in range(MONTHS)]
        lasting_hosts, lasting_cores = left, math.ceil(F["licensedCores"] * left / F["hosts"])
        cores = [lasting_cores] * MONTHS
        provided = workers = bought = control = on_nodes = [0] * MONTHS
        retired = [1 if m + 1 >= slim else 0 for m in range(MONTHS)]

    # Licences.
    end = C["contractEndsInMonths"] or 0
    covered = V["savings.contract.cores"] if V["savings.contract.cores"] is not None else F["licensedCores"]
    heads["contract"] = [covered * V["savings.contract.pricePerCoreYear"] / 12 if m < end else 0 for m in range(MONTHS)]
    renewal, vsan, late = [0.0] * MONTHS, [0.0] * MONTHS, [0.0] * MONTHS
    m, uplift = end, 1.0
    used_all = F["vsanMiB"] / TIB
    while m < MONTHS and cores[m] > 0:
        bridge = cores[m] > lasting_cores
        term = V["savings.contract.bridgeMonths"] if bridge else V["savings.contract.renewalMonths"]
        price = V["licenses.renewalPricePerCoreYear"] * uplift
        if bridge:
            price *= 1 + V["savings.contract.bridgeUpliftPercent"] / 100
        held = cores[m]
        ordered = max(72, held) if C["minimum72Cores"] else held
        if m == end and C["lateRenewal"]:
            late[m] = ordered * price * V["savings.contract.lateRenewalPercent"] / 100
        for _ in range(term):
            if m >= MONTHS:
                break
            renewal[m] = ordered * price / 12
            used = used_all * cores[m] / F["licensedCores"] if plan else used_all
            entitled = ordered * V[f"savings.editions.{C['edition']}.vsanTiBPerCore"]
            vsan[m] = max(0, math.ceil(used - entitled)) * V["savings.contract.vsanAddOnPerTiBYear"] / 12
            m += 1
        uplift *= 1 + V["savings.contract.upliftPercent"] / 100
    heads["renewal"], heads["vsan"], heads["late-renewal"] = renewal, vsan, late

    # What is bought.
    node, head_node = V["nodes.workerPrice"], V["nodes.controlPlaneType.price"]
    host = V["savings.hardware.hostPrice"] if V["savings.hardware.hostPrice"] is not None else node * ratio()
    life = V["savings.hardware.lifeYears"] * 12

    def refreshed(m):
        return 1 / life if C["refreshInMonths"] is None else (1 if m == C["refreshInMonths"] else 0)

    def step(values, m):
        return values[m] - (values[m - 1] if m else 0)

    servers = [
        step(bought, m) * node + step(control, m) * head_node + lasting_hosts * refreshed(m) * host for m in range(MONTHS)
    ]
    drives = [
        V["savings.storage.pricePerTiB"]
        * (F["softwareDefinedMiB"] / TIB * step(provided, m) if plan else used_all * refreshed(m))
        for m in range(MONTHS)
    ]
    heads["hardware"] = servers
    percent = V["costs.hardwareSupportPercent"] / 100
    of_host = V["savings.hardware.hostSupportPerYear"]
    of_host = host * percent if of_host is None else of_host
    heads["hardware-support"] = [
        ((bought[m] * node + control[m] * head_node) * percent + (hosts[m] + workers[m] - bought[m]) * of_host) / 12 * level(m)
        for m in range(MONTHS)
    ]
    heads["storage"] = [
        drives[m] + sum(drives[: m + 1]) * V["savings.storage.maintenancePercent"] / 1200 for m in range(MONTHS)
    ]
    gear = [(servers[m] + drives[m]) * V["savings.network.purchasePercent"] / 100 for m in range(MONTHS)]
    heads["network"] = [gear[m] + sum(gear[: m + 1]) * V["savings.network.maintenancePercent"] / 1200 for m in range(MONTHS)]

    # What is used.
    node_watts = V["savings.power.nodeIdleWatts"] * (1 - V["savings.power.nodeLoadPercent"] / 100)
    node_watts += V["costs.powerWattsPerNode"] * V["savings.power.nodeLoadPercent"] / 100
    host_watts = V["savings.power.hostIdleWatts"] * (1 - V["savings.power.hostLoadPercent"] / 100)
    host_watts += V["savings.power.hostFullWatts"] * V["savings.power.hostLoadPercent"] / 100
    kwh = V["costs.powerUsageEffectiveness"] * V["costs.pricePerKWh"] * 730 / 1000
    heads["power"] = [
        ((workers[m] + control[m]) * node_watts + hosts[m] * host_watts) * kwh * level(m) for m in range(MONTHS)
    ]
    heads["rack"] = [
        (workers[m] + control[m] + hosts[m]) * V["costs.rackPerNodeYear"] / 12 * level(m) for m in range(MONTHS)
    ]
    heads["subscription"] = [
        (workers[m] + control[m]) * V["costs.subscriptionPerNodeYear"] / 12 * level(m) for m in range(MONTHS)
    ]
    vms = F["vms"]
    moving = vms["containerize"] + vms["rehost"]
    protection, guests, operations, kubernetes, work, training = [], [], [], [], [], []
    days = (
        wright(vms["containerize"]) * V["costs.daysPerVm.containerize"]
        + wright(vms["rehost"]) * V["costs.daysPerVm.rehost"]
        + sum(vms[word] * V[f"costs.daysPerVm.{word}"] for word in ("replace", "retain", "retire"))
    )
    if not plan:
        days = sum(vms.values()) * V["savings.stay.daysPerVm"] if lasting_hosts < F["hosts"] else 0
    day = V["costs.dayRate"] * (1 + V["costs.contingencyPercent"] / 100)
    done_before = 0
    for m in range(MONTHS):
        share = on_nodes[m]
        there = moving * share
        here = (moving + vms["replace"]) * (1 - share) + vms["retain"] + vms["retire"] * (1 - retired[m])
        protection.append(
            (
                here * V["savings.protection.backupTodayPerVmYear"]
                + there * V["savings.protection.backupTargetPerVmYear"]
                + V["savings.protection.recoveryTodayPerYear"] * (1 - share)
                + V["savings.protection.recoveryTargetPerYear"] * share
            )
            / 12
            * level(m)
        )
        guests.append((V["savings.guestLicensesTodayPerYear"] * (1 - share) + F["guestLicensesPerYear"] * share) / 12 * level(m))
        person = V["savings.operations.adminCostPerYear"] / 12 * level(m)
        operations.append((here + there) / V["savings.operations.vmsPerAdmin"] * person)
        kubernetes.append(V["savings.operations.kubernetesAdmins"] * person if control[m] else 0)
        done = share if plan else min(1, (m + 1) / V["savings.stay.months"])
        work.append(days * (done - done_before) * day * level(m))
        done_before = done
        trained = V["savings.training.people"] * V["savings.training.costPerPerson"]
        training.append(trained * level(m) if plan and m == C["delayMonths"] else 0)
    heads["protection"], heads["guest-licenses"], heads["operations"] = protection, guests, operations
    heads["kubernetes-operations"], heads["migration"], heads["training"] = kubernetes, work, training
    return {name: [cents(x) for x in flow] for name, flow in heads.items()}


def npv(flow, rate):
    return sum(x / (1 + rate / 100) ** (t / 12) for t, x in enumerate(flow))


def payback(flow):
    sums = [sum(flow[: t + 1]) for t in range(len(flow))]
    if all(s >= 0 for s in sums):
        return 0
    last = max(t for t, s in enumerate(sums) if s < 0)
    if last == len(sums) - 1:
        return None
    return last + 1 + -sums[last] / flow[last + 1]


def rates(flow):
    """All yearly rates by a dense scan of the polynomial in the monthly factor, then by secants."""
    found = []
    grid = [-95 + k * 2 for k in range(0, 548)]
    for a, b in zip(grid, grid[1:]):
        fa, fb = npv(flow, a), npv(flow, b)
        if fa == 0 or fa * fb < 0:
            for _ in range(80):
                middle = (a + b) / 2
                if npv(flow, a) * npv(flow, middle) <= 0:
                    b = middle
                else:
                    a = middle
            found.append(round(a, 2))
    return found


if "flows" in given:
    json.dump(
        [{"npv": npv(f, given["rate"]), "payback": payback(f), "rates": rates(f)} for f in given["flows"]], sys.stdout
    )
else:
    stay, plan = scenario(False), scenario(True)
    kinds = given["kinds"]
    cash = []
    for m in range(MONTHS):
        total = 0
        for head in plan:
            saved = stay[head][m] - plan[head][m]
            if saved < 0 or kinds[head] == "cash":
                total += saved
        cash.append(total)
    rate = V["savings.discountPercent"]
    json.dump({"stay": stay, "plan": plan, "cash": cash, "npv": npv(cash, rate), "payback": payback(cash), "rates": rates(cash)}, sys.stdout)
