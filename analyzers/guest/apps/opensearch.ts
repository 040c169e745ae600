import type { ServerApplication } from '../recognition/application.ts';
import { recogniseSearchEngine } from '../recognition/search-engine.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'opensearch',
  title: 'OpenSearch',
  role: 'search engine',
  evidence: {
    units: ['opensearch', 'opensearch@*'],
    packages: ['opensearch'],
    programs: { java: ['org.opensearch.bootstrap.OpenSearch'] },
    ports: [9200, 9300],
    files: ['/etc/opensearch/opensearch.yml'],
  },
  users: ['opensearch'],
  officialImage: 'docker.io/opensearchproject/opensearch',
  unverified: true,
  recognise: (service, view) => recogniseSearchEngine(service, view, 'opensearch'),
};
