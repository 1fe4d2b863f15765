package firedrill.component.velero;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackupReportTest {

  private static final VeleroStatus COMPLETED = new VeleroStatus("Completed", 0, 0);

  private static BackupReport with(VeleroStatus status, String... log) {
    return new BackupReport(
        status, Optional.of(List.of(log)), Optional.of(List.of("v1/Secret shop/shop")), List.of());
  }

  @Test
  void what_is_passed_over_by_the_way_is_no_complaint() {
    BackupReport report =
        with(
            COMPLETED,
            "time=\"2026-11-30T04:00:00Z\" level=info msg=\"Persistent volume is not a"
                + " \\\"known\\\" one, skipping.\" name=pvc-1");
    assertThat(report.tellsOfFailure()).isFalse();
    assertThat(report.complaints()).isEmpty();
    assertThat(report.passedOver())
        .containsExactly("\"Persistent volume is not a \\\"known\\\" one, skipping.\"");
  }

  @Test
  void a_line_of_the_log_alone_tells_of_a_failure() {
    BackupReport report =
        with(COMPLETED, "time=\"t\" level=error msg=\"Error executing hook\" a=b");
    assertThat(report.tellsOfFailure()).isTrue();
    assertThat(report).asString().contains("1 lines, complaints: [\"Error executing hook\"]");
  }

  @Test
  void a_phase_or_a_counter_tells_of_a_failure_without_a_log() {
    assertThat(with(new VeleroStatus("PartiallyFailed", 0, 1)).tellsOfFailure()).isTrue();
    assertThat(with(new VeleroStatus("Completed", 1, 0)).tellsOfFailure()).isTrue();
  }

  /** Velero 1.18.1, pkg/podvolume/backupper.go, skipAllPodVolumes. */
  @Test
  void content_that_cannot_be_taken_is_a_complaint_of_the_volume() {
    String line =
        "time=\"t\" level=warning msg=\"Skip pod volume %s\" error=\"daemonset pod not found\" name=shop-7";
    assertThat(ofShop(line.formatted("data"))).hasSize(1);
    assertThat(ofShop(line.formatted("data-2"))).isEmpty();
    assertThat(ofShop(line.formatted("cache"))).isEmpty();
  }

  private static final VolumeNames SHOP = new VolumeNames("pvc-73-4e0f", "shop", "shop", "data");

  private static List<String> ofShop(String line) {
    return with(new VeleroStatus("PartiallyFailed", 1, 1), line).complaintsOf(SHOP);
  }

  @Test
  void a_complaint_of_something_else_is_none_of_the_volume() {
    assertThat(
            ofShop(
                "level=error msg=\"error encountered while scanning stdout\" backup=velero/shop"))
        .isEmpty();
    assertThat(
            ofShop("level=warning msg=\"Skipped\" name=shop namespace=shop resource=deployments"))
        .isEmpty();
    assertThat(ofShop("level=error msg=\"no snapshot\" persistentVolume=pvc-73-4e0f-b")).isEmpty();
    assertThat(ofShop("level=error msg=\"PVC shop/shop-2 is not bound\"")).isEmpty();
    assertThat(ofShop("level=warning msg=\"volume data-2 of pod shop/shop-1\"")).isEmpty();
  }

  @Test
  void a_complaint_names_the_volume_by_any_of_its_names() {
    assertThat(
            List.of(
                "level=warning msg=\"no snapshotter\" persistentVolume=pvc-73-4e0f",
                "level=error msg=\"PVC shop/shop is not bound\"",
                "level=error msg=\"Error\" name=shop namespace=shop resource=persistentvolumeclaims",
                "level=error msg=\"Skip action for resource persistentvolumeclaims:shop/shop, because\"",
                "level=warning msg=\"Skip fs-backup action for volume data of pod shop/shop-1\""))
        .allSatisfy(line -> assertThat(ofShop(line)).containsExactly(line));
  }

  @Test
  void what_is_only_passed_over_is_no_complaint_of_the_volume() {
    assertThat(ofShop("level=info msg=\"skipping\" name=pvc-73-4e0f")).isEmpty();
  }

  @Test
  void what_the_store_has_lost_is_named() {
    assertThat(new BackupReport(COMPLETED, Optional.empty(), Optional.empty(), List.of()))
        .hasToString(
            "Completed, 0 warnings, 0 errors; resource list not found; volumes: none included; its"
                + " log: not found");
  }
}
