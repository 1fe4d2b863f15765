package firedrill.guard;

import firedrill.files.Kernel;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where people and machines keep addresses, keys and tokens. */
final class SecretPlaces {
  static final String KEYS = ".arcodange";

  /** Where clients keep addresses, keys and tokens, below a home. */
  private static final List<String> CLIENTS =
      List.of(
          KEYS,
          ".kube",
          ".vault-token",
          ".vault",
          ".bao-token",
          ".aws",
          ".azure",
          ".mc",
          ".mcli",
          ".minio",
          ".s3cfg",
          ".pgpass",
          ".pg_service.conf",
          ".postgresql",
          ".docker/config.json",
          ".docker/contexts",
          ".docker/ca.pem",
          ".docker/cert.pem",
          ".docker/key.pem",
          ".terraformrc",
          ".authinfo",
          ".authinfo.gpg",
          ".config/borg",
          ".config/kube",
          ".config/kopia",
          ".config/autorestic",
          ".config/op-cli",
          ".ssh",
          ".gnupg",
          ".netrc",
          ".git-credentials",
          ".config/gcloud",
          ".config/helm",
          ".config/rclone",
          ".config/restic",
          ".config/k9s",
          ".config/argocd",
          ".config/git/credentials",
          ".config/containers",
          ".config/libvirt",
          ".config/sops",
          ".config/gh",
          ".config/glab-cli",
          ".config/mc",
          ".config/velero",
          ".config/vault",
          ".config/flux",
          ".config/age",
          ".config/cloudflared",
          ".config/doctl",
          ".config/hcloud",
          ".config/k3d",
          ".config/linode-cli",
          ".config/op",
          ".config/openstack",
          ".config/rancher",
          ".config/scw",
          ".config/tea",
          ".age",
          ".ansible",
          ".civo.json",
          ".cloudflared",
          ".colima/_lima",
          ".colima/ssh_config",
          ".k0s",
          ".lima/_config",
          ".m2/settings-security.xml",
          ".minikube",
          ".pulumi/credentials.json",
          ".tailscale",
          ".vault_pass",
          "Library/Keychains",
          ".argocd",
          ".boto",
          ".oci",
          ".restic",
          ".local/share/keyrings",
          ".helm",
          ".talos",
          ".rancher",
          ".k3d",
          ".terraform.d",
          ".password-store",
          ".kubeconfig",
          ".rd/k3s.yaml",
          ".nomad-token",
          ".consul-token",
          ".npmrc",
          ".m2/settings.xml",
          ".my.cnf",
          ".mylogin.cnf",
          ".config/Lens",
          ".config/freelens",
          ".config/OpenLens",
          ".rclone.conf",
          ".passwd-s3fs",
          ".cargo/credentials.toml",
          ".gem/credentials",
          ".pypirc",
          ".vagrant.d",
          ".oci-registry",
          ".kaggle");

  /** Where a machine that is itself a node of a cluster keeps the same. */
  private static final List<Path> MACHINE =
      List.of(
          Path.of("/etc/rancher"),
          Path.of("/etc/kubernetes"),
          Path.of("/var/lib/rancher"),
          Path.of("/etc/vault.d"),
          Path.of("/opt/vault"),
          Path.of("/etc/k0s"),
          Path.of("/var/lib/k0s"),
          Path.of("/var/lib/kubelet"),
          Path.of("/var/snap/microk8s"),
          Path.of("/etc/shadow"),
          Path.of("/etc/ssl/private"),
          Path.of("/etc/letsencrypt"),
          Path.of("/etc/gshadow"),
          Kernel.firstEnvironment(),
          Path.of("/run/secrets/kubernetes.io"),
          Path.of("/var/run/secrets/kubernetes.io"));

  private SecretPlaces() {}

  /** A machine's as often as a person's: those of who builds software, and macOS' own. */
  private static final Set<String> OF_MACHINES =
      Set.of(
          "Library/Keychains",
          ".ansible",
          ".cargo/credentials.toml",
          ".gem/credentials",
          ".m2/settings-security.xml",
          ".m2/settings.xml",
          ".npmrc",
          ".pypirc",
          ".vagrant.d");

  /**
   * What is a person's in any folder, such as a snapshot of a home, or one that this process does
   * not know.
   */
  private static final List<String> OF_ANYBODY =
      CLIENTS.stream()
          .filter(client -> !OF_MACHINES.contains(client))
          .map(client -> "/" + client.toLowerCase(Locale.ROOT))
          .toList();

  /** The same of sockets and logins that lie elsewhere than in a home. */
  private static final Pattern AGENTS =
      Pattern.compile(
          ".*/(containers/auth\\.json|gnupg/s\\.[^/]*|keyring/[^/]+|ssh-[^/]+/agent\\.[^/]*)");

  /**
   * Whether it is a person's wherever it lies; so is what a process was started with, which holds
   * whoever's tokens.
   *
   * @param path absolute, in lower case; of a file in such a folder ask for the folder too
   */
  static boolean isAnybodys(String path) {
    return OF_ANYBODY.stream().anyMatch(path::endsWith)
        || AGENTS.matcher(path).matches()
        || Kernel.isOfProcess(path);
  }

  /** Below {@link #CONFIG} in a home, unless the person has it elsewhere. */
  private static final String CONFIG = ".config/";

  /**
   * Variables by which a person tells clients that such a file or folder of theirs is elsewhere.
   */
  private static final List<String> MOVED =
      List.of(
          "ANSIBLE_VAULT_PASSWORD_FILE",
          "AWS_CONFIG_FILE",
          "AWS_SHARED_CREDENTIALS_FILE",
          "AWS_WEB_IDENTITY_TOKEN_FILE",
          "AZURE_CONFIG_DIR",
          "BORG_KEYS_DIR",
          "BORG_KEY_FILE",
          "BOTO_CONFIG",
          "CLOUDSDK_CONFIG",
          "DOCKER_CERT_PATH",
          "DOCKER_CONFIG",
          "GNUPGHOME",
          "GOOGLE_APPLICATION_CREDENTIALS",
          "HELM_CONFIG_HOME",
          "KUBECONFIG",
          "MC_CONFIG_DIR",
          "MINIKUBE_HOME",
          "NETRC",
          "PGPASSFILE",
          "PGSERVICEFILE",
          "RCLONE_CONFIG",
          "REGISTRY_AUTH_FILE",
          "RESTIC_PASSWORD_FILE",
          "S3CMD_CONFIG",
          "SOPS_AGE_KEY_FILE",
          "SOPS_AGE_SSH_PRIVATE_KEY_FILE",
          "TALOSCONFIG",
          "TF_CLI_CONFIG_FILE",
          "SSH_AUTH_SOCK",
          "VAULT_CLIENT_KEY",
          "VAULT_CONFIG_PATH",
          "VAULT_TOKEN_FILE",
          "KUBE_CONFIG_PATH",
          "KUBE_CONFIG_PATHS",
          "PASSWORD_STORE_DIR",
          "GH_CONFIG_DIR",
          "K9S_CONFIG_DIR",
          "PGSSLKEY",
          "RESTIC_REPOSITORY_FILE",
          "CREDENTIALS_DIRECTORY",
          "OCI_CLI_CONFIG_FILE",
          "NPM_CONFIG_USERCONFIG",
          "CONSUL_HTTP_TOKEN_FILE",
          "GIT_CREDENTIALS");

  /** As Azure's, Docker's, Google's, Kubernetes' and others' are called there. */
  private static final List<String> IN_FOLDER =
      List.of(
          ".minikube",
          ".netrc",
          "access_tokens.db",
          "auth.json",
          "ca.pem",
          "cert.pem",
          "config",
          "config.json",
          "config.yaml",
          "contexts",
          "credentials",
          "credentials.db",
          "hosts.yml",
          "key.pem",
          "msal_token_cache.json",
          "private-keys-v1.d");

  /** Below any home, also one that the lab makes for a child. */
  static List<String> ofHome() {
    return CLIENTS;
  }

  /** The same below what {@code XDG_CONFIG_HOME} names. */
  static List<String> ofConfig() {
    return CLIENTS.stream()
        .filter(client -> client.startsWith(CONFIG))
        .map(client -> client.substring(CONFIG.length()))
        .toList();
  }

  static Set<Path> all(Set<Path> homes, Map<String, String> environment) {
    Set<Path> all = new LinkedHashSet<>(MACHINE);
    for (Path home : homes) {
      CLIENTS.forEach(client -> all.add(home.resolve(client)));
    }
    for (String name : MOVED) {
      for (String file : environment.getOrDefault(name, "").split(":", -1)) {
        moved(file).ifPresent(place -> all.addAll(inMoved(place, homes)));
      }
    }
    moved(environment.getOrDefault("XDG_CONFIG_HOME", ""))
        .filter(config -> homes.stream().noneMatch(home -> home.startsWith(config)))
        .ifPresent(config -> ofConfig().forEach(client -> all.add(config.resolve(client))));
    return all;
  }

  private static Optional<Path> moved(String text) {
    return text.isBlank()
        ? Optional.empty()
        : Optional.of(ProtectedPaths.path(text).toAbsolutePath().normalize());
  }

  /** All of it, or where other things lie as well what clients keep directly in a folder. */
  private static List<Path> inMoved(Path place, Set<Path> homes) {
    return isOfAll(place, homes) ? IN_FOLDER.stream().map(place::resolve).toList() : List.of(place);
  }

  /** Where everything else of a person's lies, or the checkout, is no place of secrets alone. */
  private static boolean isOfAll(Path place, Set<Path> homes) {
    Path here = Path.of("").toAbsolutePath();
    return Stream.concat(homes.stream(), Stream.of(here)).anyMatch(own -> own.startsWith(place));
  }
}
