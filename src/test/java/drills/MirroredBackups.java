package drills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.velero.Velero;
import firedrill.fault.Evidence;
import firedrill.lab.LocalStorageLab;
import firedrill.sandbox.process.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** A copy of Velero's bucket, and what Velero makes of it. */
final class MirroredBackups {

  private static final String LOCATION = "mirror";
  private static final Duration CALL = Duration.ofSeconds(20);
  private static final Duration COMMAND = Duration.ofSeconds(60);

  private final Minio store;
  private final Velero velero;
  private final KeptBackups kept;

  /** A bucket of the scenario's own: what is in it is what this one has mirrored. */
  private final String bucket;

  MirroredBackups(LocalStorageLab lab, KeptBackups kept) {
    this.store = lab.get(Minio.class);
    this.velero = lab.get(Velero.class);
    this.kept = kept;
    this.bucket = kept.name("mirror");
  }

  /** From now on the bucket keeps what is written over, so that a moment of it can be had again. */
  void keepVersions() throws IOException {
    try (ObjectClient client = client()) {
      client.setVersioned(Velero.BUCKET).orThrow("version " + Velero.BUCKET);
      client.makeBucket(bucket).orThrow("make " + bucket);
    }
  }

  private ObjectClient client() {
    return store.client(store.hosts().get(0), CALL);
  }

  private String description(String suffix) {
    return "backups/" + kept.name(suffix) + "/velero-backup.json";
  }

  /**
   * The mirror passed while Velero had described a backup for the first time, and not yet for the
   * last (velero 1.18, pkg/controller/backup_finalizer_controller.go): what Velero wrote then is
   * put where the mirror puts it.
   */
  Mistake takenWhileFinalizing(String suffix) {
    return new Mistake(
        "mirrored-while-finalizing",
        bucket + "/" + description(suffix),
        () -> {
          try (ObjectClient client = client()) {
            String first =
                client
                    .versions(Velero.BUCKET, description(suffix))
                    .orThrow("list versions of " + description(suffix))
                    .get(0);
            byte[] then =
                client
                    .get(Velero.BUCKET, description(suffix), first)
                    .orThrow("get the first version of " + description(suffix));
            client.put(bucket, description(suffix), then).orThrow("put " + description(suffix));
          }
        },
        () -> {
          String phase = phaseInMirror(suffix);
          return Evidence.of(
              phase.startsWith("Finalizing"),
              kept.name(suffix) + " is " + phase + " in the mirror");
        });
  }

  /** As the mirror has it. */
  String phaseInMirror(String suffix) throws IOException {
    try (ObjectClient client = client()) {
      JsonNode described =
          new ObjectMapper()
              .readTree(client.get(bucket, description(suffix)).orThrow("get of the mirror"));
      return described.path("status").path("phase").asText();
    }
  }

  /** {@code mc mirror} of the bucket, without {@code --watch}. */
  Command.Result mirror(String... options) throws IOException, TimeoutException {
    List<String> command = new ArrayList<>(List.of("mirror"));
    command.addAll(List.of(options));
    command.addAll(List.of(Minio.ALIAS + "/" + Velero.BUCKET, Minio.ALIAS + "/" + bucket));
    return store.operator(store.hosts().get(0)).type(COMMAND, command.toArray(String[]::new));
  }

  /** The first store is not looked at any more, and what Velero knew of it is gone. */
  Mistake storeGivenUp(String... suffixes) {
    return new Mistake(
        "backups-forgotten",
        "Velero's backups",
        () -> {
          velero.follow(false);
          for (String suffix : suffixes) {
            velero.forgetBackup(kept.name(suffix));
          }
        },
        () -> {
          List<String> known = velero.backups();
          boolean gone =
              List.of(suffixes).stream().noneMatch(suffix -> known.contains(kept.name(suffix)));
          return Evidence.of(gone, "Velero knows of " + known);
        });
  }

  void follow() {
    velero.addLocation(LOCATION, bucket);
  }

  void end() {
    velero.removeLocation(LOCATION);
    velero.follow(true);
  }
}
