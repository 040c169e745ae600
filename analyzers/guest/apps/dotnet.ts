import type { ServerApplication } from '../recognition/application.ts';
import { runtimeService } from '../recognition/runtime-service.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'dotnet',
  title: '.NET application',
  role: 'application server',
  evidence: {
    packages: ['dotnet-runtime-*', 'aspnetcore-runtime-*'],
    programs: { dotnet: ['*.dll'] },
    ports: [5000, 8080],
  },
  officialImage: 'mcr.microsoft.com/dotnet/aspnet',
  unverified: true,
  recognise: (service, view) => runtimeService(service, view),
};
