package firedrill.sandbox.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import firedrill.sandbox.VolumeFigures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeletMetricsTest {

  @TempDir Path folder;

  @Test
  @DisplayName("the series have kubelet's names and labels, each with its help and type")
  void text() {
    assertThat(KubeletMetrics.text(List.of(new VolumeFigures("erp", "data", 100, 40, 55))))
        .contains(
            "# HELP kubelet_volume_stats_used_bytes [ALPHA] Number of used bytes in the volume\n"
                + "# TYPE kubelet_volume_stats_used_bytes gauge\n"
                + "kubelet_volume_stats_used_bytes{namespace=\"erp\",persistentvolumeclaim=\"data\"}"
                + " 55\n",
            "kubelet_volume_stats_available_bytes{namespace=\"erp\",persistentvolumeclaim=\"data\"}"
                + " 40\n",
            "# HELP kubelet_volume_stats_capacity_bytes [ALPHA] Capacity in bytes of the volume\n");
  }

  @Test
  @DisplayName("a claim that two pods use is told once, until the last one has ended")
  void uses() throws Exception {
    MeasuredVolumes volumes = new MeasuredVolumes();
    Path path = Files.createDirectories(folder.resolve("volume"));
    volumes.mounted("erp", "data", "one", path);
    volumes.mounted("erp", "data", "two", path);
    VolumeFigures told = volumes.figures().get(0);
    assertThat(volumes.figures()).hasSize(1);
    assertThat(told.capacityBytes()).isEqualTo(path.toFile().getTotalSpace());
    assertThat(told.usedBytes() + told.availableBytes()).isLessThanOrEqualTo(told.capacityBytes());
    volumes.unmounted("one");
    assertThat(volumes.figures()).hasSize(1);
    volumes.unmounted("two");
    assertThat(volumes.figures()).isEmpty();
  }

  @Test
  @DisplayName("of a volume that is gone nothing is told")
  void gone() {
    MeasuredVolumes volumes = new MeasuredVolumes();
    volumes.mounted("erp", "data", "one", folder.resolve("gone"));
    assertThat(volumes.figures()).isEmpty();
  }
}
