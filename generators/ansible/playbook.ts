/**
 * The playbook. Written by hand, because its comments are for whoever runs it; nothing of an estate is in it.
 *
 * - `raw` and `script` need no Python on the guest; `fetch` does. Where it fails, the bundle comes as base64.
 * - Strategy `free` with many forks, and no `serial`: a batch of which every host fails would end the whole play.
 * - The folder on the guest is made by mktemp: root must not write to a name that others can foresee.
 * - What the guest answers is checked before it names anything here.
 */
export const playbook = `---
# Collects a bundle of each guest into bundles/. README.md says how to run it.
- name: Collect guests for devirt
  hosts: guests
  gather_facts: false
  strategy: free
  # -e devirt_become=false where there is no sudo: the bundle then says what it lacks.
  become: "{{ devirt_become | default(true) | bool }}"
  vars:
    devirt_verify: "{{ '--verify-files' if devirt_verify_files | default(false) | bool else '' }}"
    devirt_answer: '^(/[A-Za-z0-9._/-]+) ([0-9]{8}T[0-9]{6}Z)$'
  tasks:
    - name: Make a folder on the guest
      ansible.builtin.raw: >-
        umask 077;
        for d in /tmp /var/tmp /dev/shm; do
        f=$(mktemp -d $d/devirt.XXXXXXXX 2>/dev/null) && echo "$f $(date -u +%Y%m%dT%H%M%SZ)" && break;
        done
      register: devirt_made
      changed_when: false
      timeout: 60

    - name: Check what the guest answers
      ansible.builtin.set_fact:
        devirt_folder: "{{ devirt_made.stdout_lines | default([''], true) | last | trim | regex_search(devirt_answer, '\\\\1') | default([''], true) | first }}"
        devirt_began: "{{ devirt_made.stdout_lines | default([''], true) | last | trim | regex_search(devirt_answer, '\\\\2') | default([''], true) | first }}"

    - name: Stop where there is no folder
      ansible.builtin.fail:
        msg: The guest has no writable /tmp, /var/tmp or /dev/shm, or answers oddly.
      when: devirt_folder == '' or devirt_began == ''

    - name: Collect and fetch
      vars:
        devirt_file: "{{ devirt_folder }}/bundle.tar.gz"
        devirt_bundle: "{{ playbook_dir }}/bundles/{{ inventory_hostname }}-{{ devirt_began }}.tar.gz"
      block:
        - name: Run collect.sh
          ansible.builtin.script:
            cmd: "collect.sh --out {{ devirt_file }} {{ devirt_verify }}"
            executable: sh
          changed_when: false
          timeout: "{{ 4200 if devirt_verify != '' else 300 }}"

        - name: Bring the bundle
          block:
            - name: Fetch it
              ansible.builtin.fetch:
                src: "{{ devirt_file }}"
                dest: "{{ devirt_bundle }}"
                flat: true
              changed_when: false
              timeout: 300
          rescue:
            # No Python there, or one that is too old for this Ansible.
            - name: Read it as base64
              ansible.builtin.raw: "base64 < {{ devirt_file }}"
              register: devirt_encoded
              changed_when: false
              no_log: true
              timeout: 300

            - name: Write that here
              ansible.builtin.copy:
                content: "{{ devirt_encoded.stdout }}"
                dest: "{{ devirt_bundle }}.base64"
                mode: '0600'
              delegate_to: localhost
              become: false
              no_log: true

            - name: Decode it
              ansible.builtin.shell:
                cmd: >-
                  tr -d '\\r' < {{ (devirt_bundle ~ '.base64') | quote }} | base64 -d > {{ (devirt_bundle ~ '.partial') | quote }}
                  && mv {{ (devirt_bundle ~ '.partial') | quote }} {{ devirt_bundle | quote }}
                  && rm {{ (devirt_bundle ~ '.base64') | quote }}
              delegate_to: localhost
              become: false
              changed_when: false

            - name: Forget the text, which thousands of guests would keep in memory
              ansible.builtin.set_fact:
                devirt_encoded: null
      always:
        - name: Remove the folder on the guest
          ansible.builtin.raw: "rm -rf {{ devirt_folder }}"
          changed_when: false
          timeout: 60
`;

/** Host keys are checked, no question is asked, and the hosts that failed are listed for --limit. */
export const ansibleConfiguration = `[defaults]
inventory = inventory.yaml
forks = 50
timeout = 15
gathering = explicit
interpreter_python = auto_silent
host_key_checking = true
retry_files_enabled = true
retry_files_save_path = .
display_ok_hosts = false
display_skipped_hosts = false

[ssh_connection]
pipelining = true
ssh_args = -o BatchMode=yes -o ForwardAgent=no -o ControlMaster=auto -o ControlPersist=60s
`;
