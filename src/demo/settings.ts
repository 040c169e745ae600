/** A devirt.yaml for the demo estate, with decisions of the kind that only its people can make. */
export function demoSettings(): string {
  return `# devirt.yaml for Nordhafen Logistik, an imagined company. Everything that is not said here keeps its default:
# \`devirt init\` writes a file with all of them and their sources.
apiVersion: devirt.dev/v1alpha1
kind: Settings

applications:
  # The custom attribute that names a VM's application in both vCenters.
  attributes: [Application]

# An export shows what a VM is made of, not what runs in it: without evidence from the guest a Linux VM stays a VM.
# Team E-Commerce looked into guests of Nordshop (exports/guests): there the rules decide. The decisions here come from
# the people who know. They count before every rule; all given fields must match.
overrides:
  # Containers: confirmed by the teams.
  - match: { name: "track-web-*" }
    disposition: containerize
    reason: "Team Kundenportal: nginx and Node.js without state, sessions are kept in the database"
  - match: { name: "track-api-*" }
    disposition: containerize
    reason: "Team Kundenportal: Spring Boot, runs in containers on the developers' machines"
  - match: { name: "yard-web-*", cluster: "RTM-EDGE" }
    disposition: containerize
    reason: "Terminal Operations: static pages behind nginx"

  # Stays where it is.
  - match: { name: "wms-ora-*" }
    disposition: retain
    reason: "licence: Oracle counts every core of every node that may run it; the contract ends in 2028"
  - match: { name: "licsrv-01" }
    disposition: retain
    reason: "USB dongle of the design software; Konstruktion asks the vendor for a software licence"
  - match: { attribute: { Application: "Telefonie" } }
    disposition: retain
    reason: "Netzbetrieb moves telephony to a hosted service in 2027"

  # The platform's own functions take over.
  - match: { name: "f5-ltm-*" }
    disposition: replace
    reason: "load balancing: Gateway API and MetalLB, agreed with Netzbetrieb"
  - match: { name: "ntp-ham-*" }
    disposition: replace
    reason: "time: the nodes take it from the core switches"
  - match: { name: "syslog-relay-*" }
    disposition: replace
    reason: "logs: the cluster's own collector ships them"

  # Gone for good: each confirmed by its owner.
  - match: { name: "alt-*", cluster: "HAM-TEST" }
    disposition: retire
    reason: "Rechenzentrum, 2026-11-02: data is on FSHAM, backups are kept until 2027-06"
  - match: { name: "Kopie von tms-sql-01" }
    disposition: retire
    reason: "Team Transport, 2026-11-03: left from a test of the upgrade"
  - match: { name: "restore_shop-pgsql-01" }
    disposition: retire
    reason: "Team E-Commerce, 2026-11-03: restore test of the spring"
  - match: { name: "zoll-app-alt" }
    disposition: retire
    reason: "Team Zoll, 2026-11-05: orphaned entry, its files are deleted"

  # Stays a VM for now although its guests may say otherwise.
  - match: { attribute: { Application: "Flottentelematik" } }
    disposition: rehost
    reason: "Team Flotte: no change before the winter peak; containers from spring 2027"

# Findings that were judged and accepted, until a day.
waivers:
  - rule: os.end-of-life
    match: { name: "edi-legacy-01" }
    reason: "Team Integration: the X.400 gateway is switched off with its last partner in spring"
    until: 2027-04-30

nodes:
  # Large VMs move late: a scheduler that spreads pods has then no node with room for them, and 12 workers more would be
  # needed. The platform team sets the same in the cluster's KubeSchedulerConfiguration.
  scoringStrategy: MostAllocated

licenses:
  # Fill in what the renewal costs a core and year. Until then the report shows the break-even alone.
  renewalPricePerCoreYear: null
`;
}
