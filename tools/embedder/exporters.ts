import { findFreePort } from '@metrics-ai/prometheus-client/testing';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Programs } from './programs.ts';

/** Programs whose HELP texts are learnt from: all of Debian 12, all free software (the licences stand in the README). */
export interface Exporter {
  /** How a scrape job of it would be called. */
  readonly job: string;
  /** Starts it, and what it looks at; resolves with the pages to scrape. */
  readonly start: (programs: Programs) => Promise<readonly string[]>;
}

export const EXPORTERS: readonly Exporter[] = [
  {
    job: 'prometheus',
    start: (programs) => {
      write(programs, 'prometheus.yml', 'scrape_configs: []');
      return alone(programs, 'prometheus', (port) => [
        `--web.listen-address=127.0.0.1:${port}`,
        `--storage.tsdb.path=${programs.folder}/tsdb`,
        `--config.file=${programs.folder}/prometheus.yml`,
      ]);
    },
  },
  {
    job: 'alertmanager',
    start: (programs) => {
      write(programs, 'alertmanager.yml', 'route: {receiver: none}\nreceivers: [{name: none}]');
      return alone(programs, 'prometheus-alertmanager', (port) => [
        `--web.listen-address=127.0.0.1:${port}`,
        '--cluster.listen-address=127.0.0.1:0',
        '--cluster.advertise-address=127.0.0.1:9',
        `--storage.path=${programs.folder}/alertmanager`,
        `--config.file=${programs.folder}/alertmanager.yml`,
      ]);
    },
  },
  {
    job: 'pushgateway',
    start: (programs) =>
      alone(programs, 'prometheus-pushgateway', (port) => [`--web.listen-address=127.0.0.1:${port}`]),
  },
  {
    job: 'node_exporter',
    start: (programs) =>
      alone(programs, 'prometheus-node-exporter', (port) => [
        `--web.listen-address=127.0.0.1:${port}`,
        ...'buddyinfo cgroups drbd ethtool interrupts ksmd lnstat logind meminfo_numa mountstats network_route ntp perf processes qdisc slabinfo supervisord sysctl systemd tcpstat wifi zoneinfo'
          .split(' ')
          .map((collector) => `--collector.${collector}`),
      ]),
  },
  {
    job: 'blackbox_exporter',
    start: async (programs) => {
      write(
        programs,
        'blackbox.yml',
        'modules: {http: {prober: http}, tcp: {prober: tcp}, icmp: {prober: icmp}, dns: {prober: dns, dns: {query_name: localhost}}}',
      );
      const [page] = await alone(programs, 'prometheus-blackbox-exporter', (port) => [
        `--web.listen-address=127.0.0.1:${port}`,
        `--config.file=${programs.folder}/blackbox.yml`,
      ]);
      const { host, origin } = new URL(page);
      const probe = (module: string, target: string) => `${origin}/probe?module=${module}&target=${target}`;
      return [
        page,
        probe('http', `http://${host}/`),
        probe('tcp', host),
        probe('icmp', '127.0.0.1'),
        probe('dns', host),
      ];
    },
  },
  {
    job: 'snmp_exporter',
    start: (programs) => {
      write(programs, 'snmp.yml', 'none: {walk: [1.3.6.1.2.1.1]}');
      return alone(programs, 'prometheus-snmp-exporter', (port) => [
        `--web.listen-address=127.0.0.1:${port}`,
        `--config.file=${programs.folder}/snmp.yml`,
      ]);
    },
  },
  {
    job: 'process_exporter',
    start: (programs) => {
      write(programs, 'process.yml', 'process_names: [{name: "{{.Comm}}", cmdline: [".+"]}]');
      return alone(programs, 'prometheus-process-exporter', (port) => [
        `--web.listen-address=127.0.0.1:${port}`,
        `--config.path=${programs.folder}/process.yml`,
      ]);
    },
  },
  {
    job: 'etcd',
    start: async (programs) => {
      const [client, peer] = [await findFreePort(), await findFreePort()].map(
        (port) => `http://127.0.0.1:${port}`,
      );
      programs.start('etcd', [
        `--data-dir=${programs.folder}/etcd`,
        `--listen-client-urls=${client}`,
        `--advertise-client-urls=${client}`,
        `--listen-peer-urls=${peer}`,
        `--initial-advertise-peer-urls=${peer}`,
        `--initial-cluster=default=${peer}`,
        '--metrics=extensive',
      ]);
      return [`${client}/metrics`];
    },
  },
  {
    job: 'redis_exporter',
    start: async (programs) => {
      const redis = await findFreePort();
      programs.start('redis-server', ['--port', String(redis), '--bind', '127.0.0.1', '--save', '']);
      return alone(programs, 'prometheus-redis-exporter', (port) => [
        `--web.listen-address=127.0.0.1:${port}`,
        `--redis.addr=redis://127.0.0.1:${redis}`,
        '--include-system-metrics',
      ]);
    },
  },
  {
    job: 'postgres_exporter',
    start: async (programs) => {
      const bin = '/usr/lib/postgresql/15/bin';
      const [data, server] = [join(programs.folder, 'postgres'), await findFreePort()];
      await programs.run(`${bin}/initdb`, ['-D', data, '-A', 'trust', '-U', 'postgres'], true);
      programs.start(
        `${bin}/postgres`,
        ['-D', data, '-p', String(server), '-k', programs.folder, '-c', 'listen_addresses=127.0.0.1'],
        { asNobody: true },
      );
      return alone(
        programs,
        'prometheus-postgres-exporter',
        (port) => [`--web.listen-address=127.0.0.1:${port}`],
        { DATA_SOURCE_NAME: `postgresql://postgres@127.0.0.1:${server}/postgres?sslmode=disable` },
      );
    },
  },
  {
    job: 'mysqld_exporter',
    start: async (programs) => {
      const [data, server] = [join(programs.folder, 'mysql'), await findFreePort()];
      mkdirSync(data);
      await programs.run('mariadb-install-db', [
        '--no-defaults',
        `--datadir=${data}`,
        '--user=root',
        '--skip-test-db',
      ]);
      programs.start('mariadbd', [
        '--no-defaults',
        `--datadir=${data}`,
        '--user=root',
        '--bind-address=127.0.0.1',
        `--port=${server}`,
        `--socket=${programs.folder}/mysql.sock`,
        '--skip-grant-tables',
        '--skip-networking=0',
        '--performance-schema=ON',
      ]);
      return alone(
        programs,
        'prometheus-mysqld-exporter',
        (port) => [
          `--web.listen-address=127.0.0.1:${port}`,
          ...'info_schema.innodb_metrics info_schema.innodb_tablespaces info_schema.clientstats info_schema.processlist info_schema.tables info_schema.tablestats info_schema.userstats info_schema.query_response_time perf_schema.eventsstatements perf_schema.eventswaits perf_schema.file_events perf_schema.file_instances perf_schema.indexiowaits perf_schema.tableiowaits perf_schema.tablelocks engine_innodb_status binlog_size auto_increment.columns'
            .split(' ')
            .map((collector) => `--collect.${collector}`),
        ],
        { DATA_SOURCE_NAME: `root@(127.0.0.1:${server})/` },
      );
    },
  },
  {
    job: 'nginx_exporter',
    start: async (programs) => {
      const server = await findFreePort();
      write(
        programs,
        'nginx.conf',
        `daemon off; pid ${programs.folder}/nginx.pid; error_log stderr; events {}
         http { access_log off; server { listen 127.0.0.1:${server}; location / { stub_status; } } }`,
      );
      programs.start('/usr/sbin/nginx', ['-p', programs.folder, '-c', `${programs.folder}/nginx.conf`]);
      return alone(programs, 'prometheus-nginx-exporter', (port) => [
        `-web.listen-address=127.0.0.1:${port}`,
        `-nginx.scrape-uri=http://127.0.0.1:${server}/`,
      ]);
    },
  },
  {
    job: 'haproxy',
    start: async (programs) => {
      const [own, statistics] = [await findFreePort(), await findFreePort()];
      write(
        programs,
        'haproxy.cfg',
        `defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 5s
frontend own
  bind 127.0.0.1:${own}
  http-request use-service prometheus-exporter if { path /metrics }
  default_backend nobody
frontend statistics
  bind 127.0.0.1:${statistics}
  stats enable
  stats uri /
backend nobody
  server nobody 127.0.0.1:9
`,
      );
      programs.start('/usr/sbin/haproxy', ['-f', `${programs.folder}/haproxy.cfg`]);
      const pages = await alone(programs, 'prometheus-haproxy-exporter', (port) => [
        `--web.listen-address=127.0.0.1:${port}`,
        `--haproxy.scrape-uri=http://127.0.0.1:${statistics}/;csv`,
      ]);
      return [`http://127.0.0.1:${own}/metrics`, ...pages];
    },
  },
  {
    job: 'apache_exporter',
    start: async (programs) => {
      const server = await findFreePort();
      const modules = 'mpm_event authn_core authz_core status'
        .split(' ')
        .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`);
      write(
        programs,
        'apache.conf',
        `${modules.join('\n')}
ServerName 127.0.0.1
ServerRoot ${programs.folder}
PidFile ${programs.folder}/apache.pid
ErrorLog ${programs.folder}/apache.log
User nobody
Group nogroup
Listen 127.0.0.1:${server}
ExtendedStatus On
<Location /server-status>
SetHandler server-status
</Location>
`,
      );
      programs.start('/usr/sbin/apache2', ['-X', '-f', `${programs.folder}/apache.conf`]);
      return alone(programs, 'prometheus-apache-exporter', (port) => [
        `--telemetry.address=127.0.0.1:${port}`,
        `--telemetry.endpoint=/metrics`,
        `--scrape_uri=http://127.0.0.1:${server}/server-status?auto`,
      ]);
    },
  },
  {
    job: 'bind_exporter',
    start: async (programs) => {
      const [dns, statistics] = [await findFreePort(), await findFreePort()];
      write(
        programs,
        'named.conf',
        `options { directory "${programs.folder}"; listen-on port ${dns} { 127.0.0.1; }; listen-on-v6 { none; }; pid-file none; recursion no; };
         statistics-channels { inet 127.0.0.1 port ${statistics} allow { 127.0.0.1; }; };
         controls {};`,
      );
      programs.start('/usr/sbin/named', ['-f', '-c', `${programs.folder}/named.conf`], { asNobody: true });
      return alone(programs, 'prometheus-bind-exporter', (port) => [
        `--web.listen-address=127.0.0.1:${port}`,
        `--bind.stats-url=http://127.0.0.1:${statistics}/`,
        '--bind.stats-groups=server,view,tasks',
      ]);
    },
  },
  ...['mongodb', 'elasticsearch', 'ipmi', 'varnish', 'frr'].map((name) => ({
    job: `${name}_exporter`,
    // What it looks at is not there; it tells of itself, and of what it misses.
    start: (programs: Programs) =>
      alone(programs, `prometheus-${name}-exporter`, (port) => [`--web.listen-address=127.0.0.1:${port}`]),
  })),
];

async function alone(
  programs: Programs,
  program: string,
  argsOn: (port: number) => readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<[string]> {
  const port = await findFreePort();
  programs.start(program, argsOn(port), { env });
  return [`http://127.0.0.1:${port}/metrics`];
}

function write(programs: Programs, name: string, text: string): void {
  writeFileSync(join(programs.folder, name), text);
}
