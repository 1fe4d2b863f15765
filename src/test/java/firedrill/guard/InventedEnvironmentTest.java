package firedrill.guard;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Environments thought of by somebody who wanted a child to leave the lab. */
class InventedEnvironmentTest {

  @TempDir Path folder;
  private Path home;
  private Path run;
  private ChildEnvironment environment;

  @BeforeEach
  void environment() throws IOException {
    Fixture lab = new Fixture(folder);
    home = Files.createDirectories(lab.home);
    run = Files.createDirectories(folder.resolve("run"));
    environment = lab.children(run);
  }

  private void refused(Map<String, String> given) {
    assertThatThrownBy(() -> environment.require(given))
        .as(given.toString())
        .isInstanceOf(GuardRefusal.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_KEY_0",
        "GIT_CONFIG_VALUE_0",
        "GIT_PROXY_COMMAND",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "RESTIC_FROM_REPOSITORY",
        "RESTIC_REPOSITORY_FILE",
        "RESTIC_PASSWORD_COMMAND",
        "RESTIC_REST_USERNAME",
        "RCLONE_CONFIG_PROD_ENDPOINT",
        "VELERO_KUBECONFIG",
        "VAULT_PROXY_ADDR",
        "VAULT_SSH_CA_KEY",
        "VAULT_CONFIG_PATH",
        "BAO_PROXY_ADDR",
        "PGOPTIONS",
        "PGSSLROOTCERT",
        "PGLOADBALANCEHOSTS",
        "PGREQUIREAUTH",
        "PGGSSLIB",
        "ETCDCTL_DISCOVERY_SRV",
        "ETCD_INITIAL_CLUSTER",
        "K3S_DATASTORE_ENDPOINT",
        "K3S_CLUSTER_SECRET",
        "CONTAINERD_NAMESPACE",
        "CRICTL_RUNTIME_ENDPOINT",
        "CONTAINER_SSHKEY",
        "DOCKER_CERT_PATH",
        "DOCKER_TLS_VERIFY",
        "BUILDKIT_HOST",
        "HELM_PLUGINS",
        "HELM_REPOSITORY_CONFIG",
        "HELM_REGISTRY_CONFIG",
        "KUBE_EDITOR",
        "KUBECTL_EXTERNAL_DIFF",
        "KUBECTL_PLUGINS_PATH",
        "KUBERC",
        "GODEBUG",
        "GOPROXY",
        "GOCOVERDIR",
        "MINIO_ETCD_ENDPOINTS",
        "MINIO_KMS_KES_ENDPOINT",
        "MINIO_AUDIT_WEBHOOK_ENDPOINT",
        "MINIO_LOGGER_WEBHOOK_ENDPOINT",
        "MINIO_PROMETHEUS_URL",
        "MINIO_ROOT_PASSWORD_FILE",
        "MC_HOST_lab",
        "MC_ENCRYPT_KEY",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT",
        "AWS_SDK_LOAD_CONFIG",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "SENTRY_DSN",
        "SOCKS_SERVER",
        "grpc_proxy",
        "RESOLV_MULTI",
        "LD_BIND_NOW",
        "MALLOC_CONF",
        "SYSTEMD_PAGER",
        "NOTIFY_SOCKET",
        "LISTEN_FDS",
        "SSLKEYLOGFILE",
        "GITEA__database__HOST",
        "KRB5_CONFIG",
        "BASH_FUNC_kubectl%%",
        "DBUS_SESSION_BUS_ADDRESS"
      })
  @DisplayName(
      "a variable that is not on the list is refused, whatever it says, however it is spelt")
  void names(String name) {
    for (String value : List.of("", "1", "http://10.77.0.2:9000", run.toString())) {
      refused(Map.of(name, value));
      refused(Map.of(name.toLowerCase(java.util.Locale.ROOT), value));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RESTIC_REPOSITORY=sftp:backup@nas:/srv/restic",
        "RESTIC_REPOSITORY=sftp://backup@nas:22//srv/restic",
        "RESTIC_REPOSITORY=b2:homelab-backups:restic",
        "RESTIC_REPOSITORY=gs:homelab-backups:/",
        "RESTIC_REPOSITORY=azure:homelab:/",
        "RESTIC_REPOSITORY=swift:homelab:/x",
        "RESTIC_REPOSITORY=rclone:prod:restic",
        "RESTIC_REPOSITORY=s3:s3.amazonaws.com/bucket",
        "RESTIC_REPOSITORY=s3:bucket",
        "RESTIC_REPOSITORY=rest:http://10.77.0.2@nas:8000/",
        "RESTIC_REPOSITORY=restic-of-home",
        "ERP_DB_URL=jdbc:postgresql:erp",
        "ERP_DB_URL=jdbc:postgresql://10.77.0.2,db.prod/erp",
        "ERP_DB_URL=jdbc:postgresql://pi2\\@db.prod/erp",
        "ERP_DB_URL=jdbc:postgresql://[::ffff:192.168.1.201]/erp",
        "ERP_DB_URL=jdbc:h2:tcp://db.prod/erp",
        "ERP_DB_URL=jdbc:postgresql://pi2/erp?socketFactory=x.Y",
        "MINIO_VOLUMES=http://10.77.{0...9}.2:9000/data",
        "MINIO_VOLUMES=http://minio-{1...4}.prod:9000/data",
        "MINIO_VOLUMES=http://10.77.0.2:9000/data http://nas:9000/data",
        "MINIO_VOLUMES=http://10.77.0.2:9000/data\thttps://192.168.1.9/x",
        "ETCDCTL_ENDPOINTS=10.77.0.2:2379,etcd.prod:2379",
        "ETCDCTL_ENDPOINTS=unix://etcd.prod",
        "VAULT_ADDR=http://10.77.0.2:8200@vault.prod:8200",
        "VAULT_ADDR=http://10.77.0.2%2evault.prod",
        "VAULT_ADDR=http://010.77.0.2:8200",
        "VAULT_ADDR=http://10.77.0.2\\.vault.prod",
        "VAULT_ADDR=unix:///run/vault.sock",
        "POD_IP=::ffff:8.8.8.8",
        "POD_IP=fe80::1%eth0",
        "POD_IP=\uff11\uff10.77.0.2",
        "POD_IP=10.77.0.2 8.8.8.8",
        "PGHOST=@/tmp/.s.PGSQL.5432",
        "PGHOST=/var/run/postgresql",
        "PGHOST=pi2,db.prod",
        "PGPORT=5432,6432",
        "ERP_PORT=tcp://pi2:80/../x",
        "ERP_SERVICE_HOST=pi2.",
        "POSTGRES_INITDB_ARGS=-c primary_conninfo=host=db.prod",
        "POSTGRES_INITDB_ARGS=-c archive_command='scp %p backup@nas:/wal'",
        "POSTGRES_HOST_AUTH_METHOD=ldap ldapserver=ldap.prod ldapport=389",
        "POSTGRES_HOST_AUTH_METHOD=ldap ldapserver=dc1",
        "POSTGRES_HOST_AUTH_METHOD=radius radiusservers=nas radiussecrets=x",
        "POSTGRES_HOST_AUTH_METHOD=trust\nhost all all 0.0.0.0/0 trust",
        "POSTGRES_HOST_AUTH_METHOD=pam",
        "MINIO_UPDATE=on",
        "MINIO_UPDATE=",
        "MINIO_PROMETHEUS_AUTH_TYPE=oidc",
        "GIT_CONFIG_NOSYSTEM=0",
        "GIT_CONFIG_NOSYSTEM=false",
        "GIT_CONFIG_NOSYSTEM=",
        "TZ=:/etc/rancher/k3s/k3s.yaml",
        "TZ=../../../root/.kube/config",
        "TERM=../../../etc/x",
        "LC_ALL=../../../etc/x",
        "LANG=$HOME/locale",
        "SHELL=~/bin/sh",
        "MINIO_UPDATE=https://dl.min.io/server",
        "TLS_DIR=~/.minio/certs",
        "NODE_NAME=pi1.home.example:10250",
        "PATH=/usr/bin:",
        "PATH=/usr/bin::/bin",
        "PATH=/proc/self/cwd/bin",
        "HOME=/var/empty/../../root",
        "KUBECONFIG=/dev/stdin",
        "KUBECONFIG=/proc/self/fd/0",
        "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"
      })
  @DisplayName("a value that leads out of the lab is refused under a name that is on the list")
  void values(String assignment) {
    int at = assignment.indexOf('=');
    refused(Map.of(assignment.substring(0, at), assignment.substring(at + 1)));
  }

  @Test
  @DisplayName("places below the user's home are refused in settings of every kind")
  void placesOfTheUser() {
    for (String name :
        List.of("TZ", "LANG", "LC_ALL", "SHELL", "TLS_DIR", "ERP_DATA_DIR", "PGDATA", "TERM")) {
      for (String before : List.of("", ":", "file:", "x:")) {
        refused(Map.of(name, before + home + "/.kube/config"));
      }
    }
  }

  @Test
  @DisplayName("credentials of a cloud are asked for nowhere, beside whatever address")
  void cloud() {
    Map<String, String> s3 =
        Map.of(
            "AWS_ENDPOINT_URL",
            "http://10.77.0.2:9000",
            "AWS_ACCESS_KEY_ID",
            "k",
            "AWS_SECRET_ACCESS_KEY",
            "s");
    environment.require(s3);
    Map<String, String> more = new HashMap<>(s3);
    more.put("AWS_EC2_METADATA_DISABLED", "true");
    environment.require(more);
    for (String value : List.of("false", "", "0", "no", "TRUE ")) {
      more.put("AWS_EC2_METADATA_DISABLED", value);
      refused(more);
    }
    for (String name :
        List.of("AWS_PROFILE", "AWS_ROLE_ARN", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")) {
      Map<String, String> other = new HashMap<>(s3);
      other.put(name, "x");
      refused(other);
    }
    refused(Map.of("AWS_ENDPOINT_URL_S3", "http://10.77.0.2:9000", "AWS_ACCESS_KEY_ID", "k"));
  }

  @Test
  @DisplayName("the ways in which the lab's own PostgreSQL lets people in pass")
  void authentication() {
    for (String method : List.of("trust", "md5", "scram-sha-256", "password", "reject")) {
      environment.require(Map.of("POSTGRES_HOST_AUTH_METHOD", method));
    }
    environment.require(Map.of("MINIO_UPDATE", "off", "GIT_CONFIG_NOSYSTEM", "1"));
    environment.require(Map.of("MINIO_PROMETHEUS_AUTH_TYPE", "public"));
  }
}
