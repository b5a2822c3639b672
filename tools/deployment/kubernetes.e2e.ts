import { describe, expect, it, jest } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { checkManifest, readManifests } from './kubernetes-manifest.ts';

jest.setTimeout(60_000);

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'docker/kubernetes');
const files = globSync('*.yaml', { cwd: folder })
  .filter((file) => file !== 'kustomization.yaml')
  .sort();
// What assertions read is checked against the API's schemas by a test of its own.
const manifests: any[] = files.flatMap((file) => readManifests(join(folder, file)));
const deployments = manifests.filter(({ kind }) => kind === 'Deployment');
const config = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'metrics-ai');

describe('The Kubernetes manifests', () => {
  it.each(manifests.map((manifest) => [`${manifest.kind} ${manifest.metadata.name}`, manifest]))(
    'are what the API takes: %s',
    async (_name, manifest) => {
      expect(await checkManifest(manifest)).toEqual([]);
    },
  );

  it.each([
    [
      'an unknown field',
      'livenesProbe',
      { httpGet: { path: '/', port: 1 } },
      /livenesProbe.* does not exist/,
    ],
    ['a wrong value', 'terminationMessagePolicy', 7, /terminationMessagePolicy must be string/],
  ])('are checked by what finds %s', async (_what, field, value, message) => {
    const broken = structuredClone(deployments[0]);
    broken.spec.template.spec.containers[0][field] = value;
    expect((await checkManifest(broken)).join('\n')).toMatch(message);
  });

  it('are all named by the kustomization', () => {
    const { resources } = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'));
    expect([...resources].sort()).toEqual(files);
  });

  describe.each(deployments.map((deployment) => [deployment.metadata.name, deployment]))(
    'of %s',
    (name, deployment) => {
      const pod = deployment.spec.template.spec;
      const [container] = pod.containers;

      it('select the pods that they make', () => {
        expect(deployment.spec.template.metadata.labels).toMatchObject(deployment.spec.selector.matchLabels);
      });

      it('run the image of the Dockerfile with the command of their role', () => {
        expect(container.image).toMatch(/^metrics-ai:\d+\.\d+\.\d+$/);
        expect(container.args).toEqual([`apps/${name.replace('metrics-ai-', '')}/dist/main.js`]);
      });

      it('probe start, readiness and life at a port that the container has', () => {
        const [port] = container.ports;
        const variables = new Map(container.env.map((entry: any) => [entry.name, entry.value]));
        expect(variables.get('PORT')).toBe(String(port.containerPort));
        const paths = ['startupProbe', 'readinessProbe', 'livenessProbe'].map((probe) => {
          expect(container[probe].httpGet.port).toBe(port.name);
          return container[probe].httpGet.path;
        });
        expect(paths).toEqual(['/-/healthy', '/-/ready', '/-/healthy']);
      });

      it('ask for memory and processor, and bound them', () => {
        for (const bound of ['requests', 'limits']) {
          expect(container.resources[bound]).toEqual({
            cpu: expect.anything(),
            memory: expect.stringMatching(/i$/),
          });
        }
      });

      it('run without root, capabilities, privileges or a file system to write to', () => {
        expect(pod).toMatchObject({
          automountServiceAccountToken: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 1000,
            seccompProfile: { type: 'RuntimeDefault' },
          },
        });
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      });

      it('refer only to config maps that are there, and to secrets that may be missing', () => {
        const named = manifests
          .filter(({ kind }) => kind === 'ConfigMap')
          .map(({ metadata }) => metadata.name);
        const references = [
          ...container.envFrom.map((source: any) => source.configMapRef.name),
          ...pod.volumes.flatMap((volume: any) => volume.configMap?.name ?? []),
        ];
        expect(references.filter((reference) => !named.includes(reference))).toEqual([]);
        const secrets = container.env.flatMap((entry: any) => entry.valueFrom?.secretKeyRef ?? []);
        expect(secrets.map(({ optional }: any) => optional)).not.toContain(undefined);
      });
    },
  );

  it('route the service to the port of the API', () => {
    const service = manifests.find(({ kind }) => kind === 'Service');
    const target = deployments.find(({ metadata }) => metadata.name === service.metadata.name);
    expect(target.spec.template.metadata.labels).toMatchObject(service.spec.selector);
    expect(service.spec.ports.map(({ targetPort }: any) => targetPort)).toEqual(
      target.spec.template.spec.containers[0].ports.map((port: any) => port.name),
    );
  });

  it('keep no secret in the config map', () => {
    expect(Object.keys(config.data).filter((name) => /KEY|TOKEN|PASSWORD/.test(name))).toEqual([]);
  });

  it('give the workers the watch file in a folder that follows the config map', () => {
    const worker = deployments.find(({ metadata }) => metadata.name === 'metrics-ai-worker').spec.template
      .spec;
    const watchFile = worker.containers[0].env.find(({ name }: any) => name === 'WATCH_FILE').value;
    const mount = worker.containers[0].volumeMounts.find(
      ({ mountPath }: any) => mountPath === dirname(watchFile),
    );
    expect(mount).not.toHaveProperty('subPath');
    const watches = manifests.find(({ metadata }) => metadata.name === 'metrics-ai-watches');
    expect(Object.keys(watches.data)).toEqual([basename(watchFile)]);
    expect(parse(watches.data[basename(watchFile)]).watches).toContainEqual(
      expect.objectContaining({ name: expect.any(String), match: expect.stringMatching(/^\{.*\}$/) }),
    );
  });
});
