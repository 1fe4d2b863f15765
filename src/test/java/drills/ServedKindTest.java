package drills;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServedKindTest {

  private static ServedKind of(String group, String plural, String kind) {
    return new ServedKind("/", group, plural, kind, true);
  }

  @Test
  void a_kind_is_named_as_in_a_backup_by_plural_and_group() {
    assertThat(of("", "secrets", "Secret").resource()).isEqualTo("secrets");
    assertThat(of("apps", "statefulsets", "StatefulSet").resource()).isEqualTo("statefulsets.apps");
  }

  @Test
  void only_a_kind_that_Kubernetes_does_not_bring_shows_its_group() {
    assertThat(of("apps", "deployments", "Deployment").label()).isEqualTo("Deployment");
    assertThat(of("networking.k8s.io", "ingresses", "Ingress").label()).isEqualTo("Ingress");
    assertThat(of("velero.io", "backups", "Backup").label()).isEqualTo("Backup.velero.io");
  }
}
