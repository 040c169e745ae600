import { applicationsOf, configurationOf, hitAt, insideRule, linePlaces } from '../inside.ts';
import type { Rule } from '../rule.ts';

/** Modules that come with httpd 2.4 itself, by their names without "_module" (Apache's module index). */
const ownModules: ReadonlySet<string> = new Set(
  `access_compat actions alias allowmethods asis auth_basic auth_digest auth_form authn_anon authn_core authn_dbd
  authn_dbm authn_file authn_socache authnz_fcgi authnz_ldap authz_core authz_dbd authz_dbm authz_groupfile authz_host
  authz_owner authz_user autoindex brotli buffer cache cache_disk cache_socache cern_meta cgi cgid charset_lite data dav
  dav_fs dav_lock dbd deflate dialup dir dumpio echo env ext_filter expires file_cache filter headers heartbeat
  heartmonitor http2 ident imagemap include info lbmethod_bybusyness lbmethod_byrequests lbmethod_bytraffic
  lbmethod_heartbeat ldap log_config log_debug log_forensic logio lua macro md mime mime_magic mpm_event mpm_prefork
  mpm_worker negotiation optional_fn_export optional_fn_import optional_hook_export optional_hook_import proxy proxy_ajp
  proxy_balancer proxy_connect proxy_express proxy_fcgi proxy_fdpass proxy_ftp proxy_hcheck proxy_html proxy_http
  proxy_http2 proxy_scgi proxy_uwsgi proxy_wstunnel ratelimit reflector remoteip reqtimeout request rewrite sed session
  session_cookie session_crypto session_dbd setenvif slotmem_plain slotmem_shm socache_dbm socache_memcache
  socache_redis socache_shmcb speling ssl status substitute suexec systemd tls unique_id unixd userdir usertrack version
  vhost_alias watchdog xml2enc`.split(/\s+/u),
);

export const rule: Rule = insideRule({
  id: 'apache.modules',
  text: {
    title: 'Apache loads modules from elsewhere',
    why: 'These modules are no part of httpd: their makers compile them for this version and this system, and the image must bring them too. Some want what a container lacks (a Kerberos keytab, a licence, a cluster of their own).',
    remedy:
      'Find each in the distribution of the image, build it in a stage, or replace it (mod_jk by mod_proxy, sign-on modules by a proxy of OpenID Connect).',
  },
  guest: ['configuration'],
  applications: ['apache-httpd'],
  check: (guest, subject) =>
    hitAt(
      'work',
      linePlaces(
        subject,
        configurationOf(guest, applicationsOf(guest, 'apache-httpd')),
        /^\s*LoadModule\s+(\w+)/iu,
      ).filter(({ value }) => {
        return (
          typeof value === 'string' &&
          !ownModules.has(value.replace(/_module$/u, '').toLowerCase()) &&
          !/^php\d?_module$/u.test(value)
        );
      }),
    ),
});
