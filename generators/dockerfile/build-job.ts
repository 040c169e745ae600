import type { GeneratedFile } from '../../src/lib/output/generated-file.ts';
import { toYaml } from '../../src/lib/yaml.ts';

/** Image that buildah's project publishes. No tag of it was looked up: pin the one that you have tested. */
const builderImage = 'quay.io/buildah/stable:latest';

const explanation = `Builds one image on the cluster: a Job with rootless buildah, from a context on a volume to a registry. Written once,
for you to change. For each workload:

  1. Run its fetch-context.sh where the guest can be reached, and copy its folder (Dockerfile and files/) to the claim
     build-context, for instance with kubectl cp to a Pod that has it mounted.
  2. Put the registry's credentials into the Secret registry-credentials (type kubernetes.io/dockerconfigjson).
  3. Set IMAGE and the name of the Job, pin the builder's image to a version that you have tested, and apply.

buildah needs user namespaces: hostUsers: false gives the Pod its own (Kubernetes 1.33 and later have it by default), so
that its root is nobody on the node. The namespace is at the baseline level and not at the restricted one for that.
Jobs of several images run beside each other: each has its own folder of the claim as its subPath.`;

/** kubernetes/build/: a Job that builds and pushes one image on the cluster, with its namespace and claim. */
export function buildJobFile(exampleImage: string, exampleFolder: string): GeneratedFile {
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'build-image', namespace: 'devirt-build' },
    spec: {
      backoffLimit: 1,
      ttlSecondsAfterFinished: 86_400,
      template: {
        spec: {
          hostUsers: false,
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name: 'buildah',
              image: builderImage,
              command: ['/bin/sh', '-ceu'],
              args: [
                'buildah build --isolation chroot --storage-driver vfs -t "$IMAGE" /context && buildah push --storage-driver vfs --authfile /credentials/.dockerconfigjson "$IMAGE"',
              ],
              env: [{ name: 'IMAGE', value: exampleImage }],
              resources: {
                requests: { cpu: '500m', memory: '1Gi', 'ephemeral-storage': '10Gi' },
                limits: { memory: '4Gi', 'ephemeral-storage': '20Gi' },
              },
              volumeMounts: [
                { name: 'context', mountPath: '/context', subPath: exampleFolder, readOnly: true },
                { name: 'credentials', mountPath: '/credentials', readOnly: true },
                { name: 'storage', mountPath: '/var/lib/containers' },
              ],
            },
          ],
          volumes: [
            { name: 'context', persistentVolumeClaim: { claimName: 'build-context' } },
            { name: 'credentials', secret: { secretName: 'registry-credentials' } },
            { name: 'storage', emptyDir: {} },
          ],
        },
      },
    },
  };
  const namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'devirt-build',
      labels: { 'app.kubernetes.io/managed-by': 'devirt', 'pod-security.kubernetes.io/enforce': 'baseline' },
    },
  };
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'build-context', namespace: 'devirt-build' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '20Gi' } } },
  };
  return {
    path: 'kubernetes/build/build-image.yaml',
    mode: 'once',
    content: toYaml([namespace, claim, job], explanation),
  };
}
