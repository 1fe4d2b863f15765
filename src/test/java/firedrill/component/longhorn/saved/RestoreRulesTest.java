package firedrill.component.longhorn.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.component.longhorn.Kind;
import firedrill.component.longhorn.VolumeTraits;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of a restore by itself: what stands against a step, and what does not. */
class RestoreRulesTest extends RestoreCluster {

  private void mutating(String name) {
    client
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .resource(
            new MutatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .build())
        .create();
  }

  private void manager(String phase) {
    client
        .pods()
        .inNamespace("longhorn-system")
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("longhorn-manager-" + phase.toLowerCase(java.util.Locale.ROOT))
                .withLabels(Map.of("app", "longhorn-manager"))
                .endMetadata()
                .withNewStatus()
                .withPhase(phase)
                .endStatus()
                .build())
        .create();
  }

  @Test
  @DisplayName("webhooks of Longhorn's are removed, of both kinds, and nobody else's")
  void webhooks() throws Exception {
    wipe();
    validating("longhorn-webhook-validator");
    validating("cert-manager-webhook");
    mutating("longhorn-webhook-mutator");
    mutating("vault-agent-injector");
    for (RestoreStep step :
        List.of(RestoreStep.APPLY_REPLICAS, RestoreStep.APPLY_ENGINES, RestoreStep.APPLY_VOLUMES)) {
      refused(step, "webhooks are registered");
    }
    restore().step(RestoreStep.REMOVE_WEBHOOKS);
    assertThat(api.paths())
        .filteredOn(path -> path.contains("webhookconfigurations/"))
        .extracting(path -> path.substring(path.lastIndexOf('/') + 1))
        .containsExactlyInAnyOrder("cert-manager-webhook", "vault-agent-injector");
    apply();
  }

  @Test
  @DisplayName("a webhook of the other kind alone stands against it as well")
  void either() {
    wipe();
    mutating("longhorn-webhook-mutator");
    refused(RestoreStep.APPLY_REPLICAS, "webhooks are registered");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Succeeded", "Failed"})
  @DisplayName("a manager that has ended acts on nothing")
  void ended(String phase) throws Exception {
    wipe();
    manager(phase);
    apply();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Pending", "Unknown", "Running"})
  @DisplayName("any other one may act on every change")
  void running(String phase) {
    wipe();
    manager(phase);
    refused(RestoreStep.APPLY_REPLICAS, "managers run");
    refused(RestoreStep.APPLY_ENGINES, "managers run");
  }

  @ParameterizedTest
  @EnumSource(names = {"STOP_MANAGERS", "APPLY_REPLICAS", "APPLY_ENGINES", "APPLY_VOLUMES"})
  @DisplayName("owners that are gone stand against every step that makes something")
  void owners(RestoreStep step) {
    saved = SavedResources.captureCarelessly(client);
    wipe();
    refused(step, "owner references that are stale");
    assertThatThrownBy(() -> restore().step(step))
        .isInstanceOfSatisfying(RestoreRefused.class, e -> assertThat(e.step()).isEqualTo(step));
  }

  @Test
  @DisplayName("what was left out before is looked at anew")
  void anew() throws Exception {
    wipe();
    node("pi1", "another");
    Restore restore = restore();
    assertThatThrownBy(() -> restore.step(RestoreStep.APPLY_REPLICAS))
        .isInstanceOf(RestoreRefused.class);
    assertThat(restore.leftOut()).containsOnlyKeys("pvc-c");
    Kind.NODE.in(client).withName("pi1").delete();
    restore.step(RestoreStep.APPLY_REPLICAS);
    assertThat(restore.leftOut()).isEmpty();
  }

  @Test
  @DisplayName("each step is told of, also where nothing is asked")
  void told() throws Exception {
    wipe();
    List<RestoreStep> told = new ArrayList<>();
    restore().withoutPreconditions().onStep(told::add).step(RestoreStep.APPLY_REPLICAS);
    assertThat(told).containsExactly(RestoreStep.APPLY_REPLICAS);
  }

  @Test
  @DisplayName("a disk of another node says nothing, and one that is known is where it was")
  void disks() throws Exception {
    wipe();
    node("pi9", "another");
    apply();
    wipe();
    node("pi1", "disk-2");
    node("pi2", "disk-1");
    refused(RestoreStep.APPLY_REPLICAS, "it is in pi2 now: bring it back there");
  }

  @Test
  @DisplayName("a BackingImage that is there is no lack")
  void backingImage() {
    create(Kind.BACKING_IMAGE, "debian", Map.of());
    SavedResources own =
        new SavedResources(
            SavedResources.FORMAT,
            "",
            List.of(
                SavedResources.copy(
                    saved.volumes().get(0),
                    json -> {
                      json.withObject("/spec").put("backingImage", "debian");
                      return json;
                    })),
            List.of(),
            List.of(),
            "");
    assertThat(new RestorePlace(client).missing(own)).isEmpty();
    Kind.BACKING_IMAGE
        .in(client)
        .withName("debian")
        .edit(
            r -> {
              r.getMetadata().setFinalizers(List.of());
              return r;
            });
    Kind.BACKING_IMAGE.in(client).withName("debian").delete();
    assertThat(new RestorePlace(client).missing(own).orElseThrow())
        .contains("BackingImage debian, which is not there");
  }

  private static Map<String, Object> more(Map<String, Object> spec, String field, Object value) {
    Map<String, Object> all = new HashMap<>(spec);
    all.put(field, value);
    return all;
  }

  private List<String> findings(boolean blocking) {
    return SavedCheck.of(SavedResources.capture(client)).stream()
        .filter(f -> f.blocks() == blocking)
        .map(SavedCheck.Finding::text)
        .toList();
  }

  @Test
  @DisplayName("a file whose Replicas contradict it is not good enough, or is told of")
  void contradictions() {
    assertThat(findings(true)).isEmpty();
    create(Kind.REPLICA, "pvc-c-r-3", more(replicaSpec(3), "engineName", "pvc-c-e-9"));
    assertThat(findings(true)).singleElement().asString().contains("belongs to Engine pvc-c-e-9");
    create(Kind.REPLICA, "pvc-c-r-4", replicaSpec(2));
    assertThat(findings(true))
        .anyMatch(text -> text.equals("two Replicas name pi2/var/lib/longhorn/pvc-c-00000002"));
    create(Kind.REPLICA, "pvc-c-r-5", more(replicaSpec(5), "volumeSize", "67108864"));
    assertThat(findings(false)).noneMatch(text -> text.contains("an expansion was not done"));
    create(Kind.REPLICA, "pvc-c-r-6", more(replicaSpec(6), "volumeSize", "4096"));
    assertThat(findings(false)).anyMatch(text -> text.contains("an expansion was not done"));
  }

  @Test
  @DisplayName("how many replicas the volume was to have is told when some are not in the file")
  void count() {
    for (int wanted : new int[] {1, 2, 3, 1000}) {
      create(
          Kind.VOLUME,
          "pvc-" + wanted,
          Map.of("size", "4096", "numberOfReplicas", wanted, "backingImage", "of-" + wanted));
      for (int i = 1; i <= 2; i++) {
        create(
            Kind.REPLICA,
            "pvc-" + wanted + "-r-" + i,
            more(replicaSpec(i), "volumeName", "pvc-" + wanted));
      }
    }
    assertThat(findings(false))
        .filteredOn(text -> text.endsWith("replicas are in it"))
        .containsExactly("2 of 3 replicas are in it");
    SavedResources all = SavedResources.capture(client);
    assertThat(all.replicaCount("pvc-3")).isEqualTo(3);
    assertThat(all.replicaCount("pvc-1000")).isZero();
    assertThat(all.replicaCount("pvc-x")).isZero();
    assertThat(all.backingImage("pvc-3")).isEqualTo("of-3");
    assertThat(all.backingImage("pvc-1")).isEqualTo("of-1");
    assertThat(all.backingImage("pvc-c")).isEmpty();
    create(
        Kind.REPLICA,
        "pvc-3-r-3",
        Map.of("volumeName", "pvc-3", "nodeID", "", "dataDirectoryName", ""));
    create(Kind.REPLICA, "pvc-3-r-4", Map.of("volumeName", "pvc-3", "nodeID", "pi1"));
    SavedResources later = SavedResources.capture(client);
    assertThat(later.replicaCount("pvc-3")).as("one never got a node").isEqualTo(2);
    assertThat(later.replicaCount("pvc-1")).isEqualTo(1);
  }

  @Test
  @DisplayName("what a volume was is known from its own resource alone")
  void traits() {
    create(
        Kind.VOLUME,
        "pvc-d",
        Map.of(
            "size", "4096",
            "accessMode", "rwx",
            "dataLocality", "best-effort",
            "migratable", true,
            "encrypted", true,
            "dataEngine", "v2"));
    SavedResources all = SavedResources.capture(client);
    assertThat(all.traits("pvc-d"))
        .hasValue(new VolumeTraits("rwx", "best-effort", true, true, "v2"));
    assertThat(all.traits("pvc-c")).hasValue(VolumeTraits.USUAL);
    assertThat(all.traits("pvc-x")).isEmpty();
    SavedResources alone = all.volumesAlone();
    assertThat(alone.volumes()).isEqualTo(all.volumes());
    assertThat(alone.engines()).isEmpty();
    assertThat(alone.replicas()).isEmpty();
    assertThat(all.volumes())
        .extracting(v -> v.getMetadata().getName())
        .containsExactly("pvc-c", "pvc-d");
  }

  @Test
  @DisplayName("a disk whose path was not saved is any of its node's")
  void unknownDisk() throws Exception {
    Map<String, Object> spec = new HashMap<>(replicaSpec(1));
    spec.put("diskPath", "");
    create(Kind.REPLICA, "pvc-c-r-9", spec);
    assertThat(SavedResources.capture(client).only(Set.of("pvc-c")).evidence())
        .extracting(e -> e.disk().orElse("none"))
        .containsExactly("/var/lib/longhorn", "/var/lib/longhorn", "none");
  }
}
