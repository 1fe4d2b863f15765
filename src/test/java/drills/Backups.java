package drills;

import firedrill.component.longhorn.ReplicaFolders;
import firedrill.component.longhorn.injection.Candidates;
import firedrill.component.longhorn.injection.Decision;
import firedrill.component.longhorn.saved.Retrieval;
import firedrill.integrity.FileSums;
import firedrill.integrity.FilesEqual;
import firedrill.integrity.Sha256;
import firedrill.junit.DrillRun;
import firedrill.lab.StorageLab;
import firedrill.recovery.Observation;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The shared backup volume, a volume of Longhorn's itself: Jobs save Longhorn's resources there.
 */
final class Backups {

  static final String FILE = "longhorn-resources.json";

  private static final String NAME = "backups-rwx";
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final StorageLab lab;
  private final DrillRun run;
  private final MountedClaim claim;
  private byte[] saved = {};
  private int jobs;

  /**
   * @param namespace of the claim; made
   */
  Backups(StorageLab lab, DrillRun run, String namespace) {
    this.lab = lab;
    this.run = run;
    this.claim = new MountedClaim(lab.platform().kubernetes(), namespace, NAME);
  }

  MountedClaim claim() {
    return claim;
  }

  /** Returns at once. */
  void install() {
    lab.manifests().apply("backups-rwx.yaml", this::filled);
  }

  void awaitMounted() {
    run.await(
        "the backup volume to be mounted",
        () -> Observation.of(claim.isMounted(), "its pod is not ready"),
        LIMIT);
  }

  /** A Job replaces the file; returns when that is durable. */
  void save(byte[] content) {
    String job = "save-" + ++jobs;
    claim
        .client()
        .configMaps()
        .inNamespace(claim.namespace())
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(job)
                .endMetadata()
                .withBinaryData(Map.of(FILE, Base64.getEncoder().encodeToString(content)))
                .build())
        .create();
    lab.manifests().apply("backups-save.yaml", text -> filled(text).replace("save-NUMBER", job));
    run.await(
        "Longhorn's resources to be saved",
        () -> Observation.of(hasSucceeded(job), job + " has not ended"),
        LIMIT);
    saved = content.clone();
  }

  private boolean hasSucceeded(String name) {
    Job job =
        claim.client().batch().v1().jobs().inNamespace(claim.namespace()).withName(name).require();
    return job.getStatus() != null && Integer.valueOf(1).equals(job.getStatus().getSucceeded());
  }

  private String filled(String text) {
    return text.replace("NAMESPACE", claim.namespace());
  }

  /** Bytes of the file; its pod must have the volume mounted. */
  long size() throws IOException {
    return lab.claimFiles(claim.namespace(), NAME).read(FILE).length;
  }

  /** The file as it was saved last, and no other; its pod must have the volume mounted. */
  FilesEqual files() {
    return new FilesEqual(
        NAME,
        new FileSums(Map.of(FILE, Sha256.of(saved))),
        lab.claimFiles(claim.namespace(), NAME));
  }

  /**
   * Takes the file out of a replica directory, with no help of Longhorn's; the volume must not be
   * attached.
   *
   * @param folder gets it, and the merged image
   * @throws IOException when no replica can be chosen, or the file is not there as a whole
   */
  Path fetch(Path folder) throws IOException {
    // What the saved resources say of the replicas cannot help here: they are what is sought.
    String volume = claim.volume();
    return new Orphans(
            ReplicaFolders.of(lab.platform(), lab.sandbox()),
            directory -> directory.startsWith(volume),
            folder.resolve("copied-replicas"))
        .read(
            orphans -> {
              Decision decision =
                  Candidates.of(volume, orphans, List.of(), OptionalLong.empty()).decide();
              run.observe(
                  "replica-chosen", claim.name() + ": " + decision.text(), decision.table());
              return Retrieval.from(
                  decision.require().chain().orElseThrow(),
                  "/" + FILE,
                  Files.createDirectories(folder));
            });
  }
}
