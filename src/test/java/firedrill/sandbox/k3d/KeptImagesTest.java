package firedrill.sandbox.k3d;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KeptImagesTest {

  @Test
  @DisplayName("of each name the newest is needed, and one whose name went to another is not")
  void newest() {
    List<KeptImages.Kept> all =
        KeptImages.kept(
            List.of(
                "100 2026-11-28T10:00:00.123456789Z sha256:aa firedrill/k3s:111",
                "200 2026-11-28T12:00:00Z sha256:bb firedrill/k3s:222",
                "300 2026-11-27T12:00:00Z sha256:cc firedrill/erp:333",
                "7 2026-11-26T12:00:00Z sha256:dd"));
    assertThat(all)
        .extracting(KeptImages.Kept::name)
        .containsExactly(
            "firedrill/k3s:222", "firedrill/k3s:111", "firedrill/erp:333", "sha256:dd");
    assertThat(all).extracting(KeptImages.Kept::newest).containsExactly(true, false, true, false);
    assertThat(all).extracting(KeptImages.Kept::bytes).containsExactly(200L, 100L, 300L, 7L);
  }
}
