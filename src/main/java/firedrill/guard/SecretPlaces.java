package firedrill.guard;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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
          ".minio",
          ".s3cfg",
          ".pgpass",
          ".pg_service.conf",
          ".postgresql",
          ".docker/config.json",
          ".docker/contexts",
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
          ".password-store");

  /** Where a machine that is itself a node of a cluster keeps the same. */
  private static final List<Path> MACHINE =
      List.of(
          Path.of("/etc/rancher"),
          Path.of("/etc/kubernetes"),
          Path.of("/var/lib/rancher"),
          Path.of("/run/secrets/kubernetes.io"),
          Path.of("/var/run/secrets/kubernetes.io"));

  private SecretPlaces() {}

  static Set<Path> all(Set<Path> homes) {
    Set<Path> all = new LinkedHashSet<>(MACHINE);
    for (Path home : homes) {
      CLIENTS.forEach(client -> all.add(home.resolve(client)));
    }
    return all;
  }
}
