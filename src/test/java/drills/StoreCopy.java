package drills;

import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.minio.Operator;
import firedrill.component.restic.Restic;
import firedrill.component.velero.Velero;
import firedrill.integrity.Sha256;
import firedrill.lab.LocalStorageLab;
import firedrill.recovery.Observation;
import firedrill.sandbox.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The store's buckets mirrored to a folder outside of everything that is rebuilt. */
final class StoreCopy {

  private static final Duration CALL = Duration.ofSeconds(20);
  private static final Duration COMMAND = Duration.ofSeconds(60);
  private static final List<String> BUCKETS = List.of(Velero.BUCKET, Restic.BUCKET);

  private final Minio store;
  private final Path folder;
  private final Supplier<String> latest;
  private Operator operator;
  private byte[] asItWas = {};

  /**
   * @param folder not among the evidence: a backup has secrets in it
   * @param latest the backup that the copy must hold; empty while there is none
   */
  StoreCopy(LocalStorageLab lab, Path folder, Supplier<String> latest) {
    this.store = lab.get(Minio.class);
    this.folder = folder;
    this.latest = latest;
  }

  private ObjectClient client() {
    return store.client(store.hosts().get(0), CALL);
  }

  /** {@code mc mirror} of each bucket. */
  void mirror() throws IOException, TimeoutException {
    if (operator == null) {
      operator = store.operator(store.hosts().get(0));
    }
    for (String bucket : buckets()) {
      Command.Result said =
          operator.type(
              COMMAND,
              "mirror",
              Minio.ALIAS + "/" + bucket,
              Files.createDirectories(folder.resolve(bucket)).toString());
      if (!said.ok()) {
        throw new IOException("mc mirror of " + bucket + ": " + said.output().strip());
      }
    }
  }

  private List<String> buckets() {
    try (ObjectClient asked = client()) {
      List<String> there = asked.buckets().orThrow("list buckets");
      return BUCKETS.stream().filter(there::contains).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The latest backup is in the store, and each object of it, and of a repository with files where
   * there is one already, is in the copy byte by byte. What Velero has made beside since, by its
   * schedules or of restores, is not asked for.
   */
  Observation isWhole() throws IOException {
    if (!Files.exists(folder)) {
      return Observation.notYet("nothing is mirrored");
    }
    int same = 0;
    int ofBackup = 0;
    List<String> wrong = new ArrayList<>();
    try (ObjectClient asked = client()) {
      for (String bucket : buckets()) {
        for (String key : new TreeSet<>(asked.list(bucket).orThrow("list " + bucket))) {
          if (bucket.equals(Velero.BUCKET) && !key.startsWith(place())) {
            continue;
          }
          Path copy = folder.resolve(bucket).resolve(key);
          if (!Files.exists(copy)) {
            wrong.add(key + " is missing");
          } else if (Sha256.of(Files.readAllBytes(copy))
              .equals(Sha256.of(asked.get(bucket, key).orThrow("get " + key)))) {
            same++;
            ofBackup += bucket.equals(Velero.BUCKET) ? 1 : 0;
          } else {
            wrong.add(key + " is another");
          }
        }
      }
    }
    return Observation.of(
        wrong.isEmpty() && ofBackup > 0,
        "%d objects are in the copy as they are in the store, %d of them of the latest backup; wrong: %s"
            .formatted(same, ofBackup, wrong));
  }

  private String place() {
    return "backups/" + latest.get() + "/";
  }

  // How it is missed

  void loseOne() throws IOException {
    Files.delete(one());
  }

  /** One byte of a copied file is another. */
  void spoilOne() throws IOException {
    asItWas = Files.readAllBytes(one());
    byte[] other = asItWas.clone();
    other[other.length / 2] ^= 1;
    Files.write(one(), other);
  }

  void putOneBack() throws IOException {
    Files.write(one(), asItWas);
  }

  /** The archive of the latest backup, whether it is there or not. */
  private Path one() {
    return folder.resolve(Velero.BUCKET).resolve(place() + latest.get() + ".tar.gz");
  }
}
