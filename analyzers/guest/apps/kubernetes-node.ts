import type { ServerApplication } from '../recognition/application.ts';
import { commonServer } from '../recognition/common-server.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'kubernetes-node',
  title: 'Kubernetes node',
  role: 'Kubernetes node',
  evidence: {
    units: ['kubelet', 'k3s', 'k3s-agent', 'rke2-server', 'rke2-agent', 'snap.microk8s.daemon-kubelite'],
    packages: ['kubelet', 'rke2-server', 'rke2-agent'],
    executables: [
      '/usr/bin/kubelet',
      '/usr/local/bin/kubelet',
      '/usr/local/bin/k3s',
      '/usr/local/bin/rke2',
      '/usr/bin/rke2',
      '/var/lib/rancher/k3s/data/*/bin/k3s',
      '/snap/microk8s/*/kubelite',
    ],
    ports: [10_250, 6443],
    files: ['/etc/kubernetes/kubelet.conf', '/var/lib/kubelet/config.yaml'],
  },
  companions: ['containerd', 'crio', 'docker'],
  officialImage: null,
  unverified: true,
  recognise: (service, view) => {
    const server =
      /\/etc\/kubernetes\//u.test(
        view
          .filesLike('/etc/kubernetes/manifests/')
          .map(({ path }) => path)
          .join(' '),
      ) || /^(?:k3s|rke2-server)$/u.test(service.name);
    return [
      commonServer(service, view, {
        // It is a node already: its pods are read from the cluster.
        command: null,
        configuration: ['/etc/kubernetes/', '/etc/rancher/'],
        content: [],
        data: server ? ['/var/lib/etcd'] : [],
        evidence: [server ? 'it runs the control plane' : 'it is a worker'],
      }),
    ];
  },
};
