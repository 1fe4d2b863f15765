package firedrill.guard;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Variables that are never allowed, and what they do; all others are refused by the list. */
final class Redirecting {
  /** Read by the dynamic linker or a runtime before the program itself begins. */
  private static final Set<String> CODE =
      Set.of(
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "_JAVA_OPTIONS",
          "CLASSPATH",
          "PYTHONPATH",
          "PYTHONSTARTUP",
          "PERL5LIB",
          "PERL5OPT",
          "RUBYOPT",
          "NODE_OPTIONS",
          "BASH_LOADABLES_PATH",
          "GST_PLUGIN_PATH",
          "GTK_MODULES",
          "HGRCPATH",
          "LESSKEY",
          "LIBPATH",
          "MAKEFLAGS",
          "MANPAGER",
          "PKCS11_MODULE_PATH",
          "QT_PLUGIN_PATH",
          "SASL_PATH",
          "SHLIB_PATH",
          "BASH_ENV",
          "ENV",
          "IFS",
          "PROMPT_COMMAND",
          "GCONV_PATH",
          "GIT_SSH",
          "GIT_SSH_COMMAND",
          "GIT_ASKPASS",
          "SSH_ASKPASS",
          "SUDO_ASKPASS",
          "TAR_OPTIONS",
          "LESSOPEN",
          "LESSCLOSE",
          "LUA_INIT",
          "RUBYLIB",
          "NODE_PATH",
          "PERL5DB",
          "MAVEN_OPTS",
          "JAVA_OPTS",
          "GLIBC_TUNABLES",
          "CVS_RSH",
          "BORG_RSH",
          "RSYNC_RSH",
          "RSYNC_CONNECT_PROG",
          "CORECLR_PROFILER_PATH",
          "DOTNET_STARTUP_HOOKS",
          "ERL_AFLAGS",
          "ERL_FLAGS",
          "ERL_ZFLAGS",
          "EXINIT",
          "GIO_EXTRA_MODULES",
          "LUA_CPATH",
          "LUA_PATH",
          "MAVEN_ARGS",
          "OPENSSL_ENGINES",
          "PERLLIB",
          "PSQLRC",
          "PSQL_EDITOR",
          "PSQL_PAGER",
          "QEMU_SET_ENV",
          "SVN_SSH",
          "VIMINIT");

  private Redirecting() {}

  /** Families of settings by which clients find servers, logins and programs of their own. */
  private static final List<String> CLIENTS =
      List.of(
          "AGE_",
          "ALICLOUD_",
          "ARGOCD_",
          "ARM_",
          "AWS_",
          "B2_",
          "AZURE_",
          "BAO_",
          "BUILDKIT_",
          "BUILDX_",
          "BW_",
          "CF_",
          "CIVO_",
          "CLOUDFLARE_",
          "COMPOSE_",
          "COLIMA_",
          "CONSUL_",
          "CONTAINERS_",
          "CRI_",
          "CURL_",
          "DIGITALOCEAN_",
          "DO_",
          "ETCDCTL_",
          "ETCD_",
          "FLUX_",
          "GITEA_",
          "GITHUB_",
          "GITLAB_",
          "GIT_",
          "GCLOUD_",
          "GOOGLE_",
          "HCLOUD_",
          "HELM_",
          "INFISICAL_",
          "KRB5",
          "KUBE",
          "LDAP",
          "LIMA_",
          "LINODE_",
          "LONGHORN_",
          "MC_",
          "MINIKUBE_",
          "MINIO_AUDIT_",
          "MINIO_CALLHOME_",
          "MINIO_ETCD_",
          "MINIO_IDENTITY_",
          "MINIO_KMS_",
          "MINIO_LAMBDA_",
          "MINIO_LOGGER_",
          "MINIO_NOTIFY_",
          "MINIO_POLICY_PLUGIN_",
          "MINIO_SUBNET_",
          "MYSQL_",
          "NERDCTL_",
          "NOMAD_",
          "OCI_",
          "OP_",
          "OS_",
          "PG",
          "PODMAN_",
          "PULUMI_",
          "PYTHON",
          "RCLONE_",
          "REGISTRY_",
          "RESTIC_",
          "S3_",
          "SCW_",
          "SOPS_",
          "SSH_",
          "ST_",
          "SWIFT_",
          "TALOS",
          "TEA_",
          "TF_",
          "TS_",
          "VAULT_",
          "VELERO_",
          "ANSIBLE_",
          "BORG_",
          "CLOUDSDK_",
          "CONTAINERD_",
          "DBUS_",
          "GH_",
          "K3S_",
          "K9S_",
          "NPM_",
          "PIP_",
          "RSYNC_",
          "VIRSH_",
          "XDG_");

  /** One that is read by a library below every client, or a person's own place. */
  private static final Set<String> BELOW_ALL =
      Set.of(
          "EDITOR",
          "GETCONF_DIR",
          "HOSTALIASES",
          "LOCALDOMAIN",
          "BASHOPTS",
          "BROWSER",
          "GOAUTH",
          "GODEBUG",
          "GOENV",
          "GOFLAGS",
          "GOPRIVATE",
          "GOSUMDB",
          "GOTOOLCHAIN",
          "LOCPATH",
          "MAIL",
          "NLSPATH",
          "NODE_EXTRA_CA_CERTS",
          "ODBCINI",
          "ODBCSYSINI",
          "PS4",
          "REQUESTS_CA_BUNDLE",
          "RESOLV_HOST_CONF",
          "SHELLOPTS",
          "TERMCAP",
          "TERMINFO",
          "TNS_ADMIN",
          "ZDOTDIR",
          "NETRC",
          "OPENSSL_CONF",
          "OPENSSL_MODULES",
          "PAGER",
          "RES_OPTIONS",
          "VISUAL",
          "CONTAINERD_ADDRESS",
          "CURL_HOME",
          "GNUPGHOME",
          "GOPROXY",
          "SSLKEYLOGFILE",
          "WGETRC",
          "CVSROOT",
          "DBHOST",
          "DISPLAY",
          "MQTT_BROKER",
          "NNTPSERVER",
          "GPG_AGENT_INFO",
          "STY",
          "TMUX",
          "XAUTHORITY",
          "WAYLAND_DISPLAY");

  /** As names of such settings end, whatever program they are of. */
  private static final Pattern MEANS =
      Pattern.compile(
          "(.*_)?(COMMAND|CMD|RSH|ASKPASS|PROG|PROGRAM|PAGER|EDITOR|WRAPPER|HOOK|OPTS|OPTIONS"
              + "|(HOST|HOSTNAME|URL|URI|ADDR|ENDPOINT|SERVER|PEER|BROKER|UPSTREAM|GATEWAY|ORIGIN"
              + "|REMOTE|MIRROR|RELAY|REPO|DSN|CONNECTION|CONTEXT|PROFILE|SOCKET|SOCK)S?"
              + "|ADDRESS(ES)?|REGISTR(Y|IES)|REPOSITOR(Y|IES)|PROX(Y|IES)|CONNECTION_STRING"
              + "|KUBECONFIG|CREDENTIALS|CREDENTIALS_FILE|CONF|CONF_FILE|CONFIG|CONFIG_FILE"
              + "|CONFIG_DIR|CONFIG_HOME|CONFIG_PATH|ENV_FILES?|CA_BUNDLE|CA_CERT"
              + "|CA_CERTS|CACERT|CA_FILE|TLS_VERIFY|SSL_VERIFY|SSL_NO_VERIFY|INSECURE"
              + "|INSECURE_SKIP_VERIFY|SKIP_VERIFY|REJECT_UNAUTHORIZED|KEYLOGFILE)");

  /**
   * Whether a client may take its way from it. Those of which the lab's programs need one are on
   * the list, and no other is declared harmless.
   */
  static boolean isOfClient(String upper) {
    return BELOW_ALL.contains(upper)
        || MEANS.matcher(upper).matches()
        || CLIENTS.stream().anyMatch(upper::startsWith);
  }

  /** Null for a name of which nothing bad is known. */
  static String why(String upper) {
    if (upper.endsWith("_PROXY") && !upper.equals("NO_PROXY")) {
      return "no client of the lab uses a proxy";
    }
    if (upper.startsWith("LD_")
        || upper.startsWith("DYLD_")
        || CODE.contains(upper)
        || upper.matches("LUA_(INIT|PATH|CPATH)_[0-9_]+")) {
      return "it has foreign code run in the child";
    }
    if (upper.equals("SSH_AUTH_SOCK")) {
      return "it hands out the user's own keys";
    }
    if (upper.equals("VAULT_SKIP_VERIFY")
        || upper.equals("VAULT_TLS_SERVER_NAME")
        || upper.equals("BAO_SKIP_VERIFY")
        || upper.equals("BAO_TLS_SERVER_NAME")) {
      return "it weakens the proof of who answers";
    }
    boolean leads =
        upper.startsWith("DOCKER_")
            || upper.startsWith("LIBVIRT_")
            || upper.startsWith("CONTAINER_")
            || upper.startsWith("MC_HOST_");
    return leads ? "it can redirect a client to another machine" : null;
  }
}
