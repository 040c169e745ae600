import type { ServerApplication } from '../recognition/application.ts';
import { recogniseSearchEngine } from '../recognition/search-engine.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'elasticsearch',
  title: 'Elasticsearch',
  role: 'search engine',
  evidence: {
    units: ['elasticsearch', 'elasticsearch@*'],
    packages: ['elasticsearch'],
    programs: {
      java: [
        'org.elasticsearch.bootstrap.Elasticsearch',
        'org.elasticsearch.server/org.elasticsearch.bootstrap.Elasticsearch',
      ],
    },
    ports: [9200, 9300],
    files: ['/etc/elasticsearch/elasticsearch.yml'],
  },
  users: ['elasticsearch'],
  officialImage: 'docker.io/library/elasticsearch',
  unverified: true,
  recognise: (service, view) => recogniseSearchEngine(service, view, 'elasticsearch'),
};
