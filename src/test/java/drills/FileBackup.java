package drills;

import firedrill.component.minio.Minio;
import firedrill.component.minio.ObjectClient;
import firedrill.component.restic.Restic;
import firedrill.component.restic.ResticResult;
import firedrill.fault.Evidence;
import firedrill.files.Trees;
import firedrill.integrity.Sha256;
import firedrill.junit.CheckResult;
import firedrill.junit.DrillRun;
import firedrill.lab.LocalStorageLab;
import firedrill.sandbox.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** The files of a claim, in restic's repository under the name of the claim's namespace. */
final class FileBackup {

  private static final Duration CALL = Duration.ofSeconds(30);

  private final LocalStorageLab lab;
  private final DrillRun run;
  private final Restic restic;
  private final String tag;
  private final String claim;
  private final Path scratch;

  FileBackup(LocalStorageLab lab, DrillRun run, LocalClaim claim) throws IOException {
    this(lab, run, claim.shelf().namespace(), claim.name());
  }

  FileBackup(LocalStorageLab lab, DrillRun run, String namespace, String claim) throws IOException {
    this.lab = lab;
    this.run = run;
    this.restic = lab.get(Restic.class);
    this.tag = namespace;
    this.claim = claim;
    this.scratch = Files.createDirectories(lab.directory().resolve("files-" + tag));
  }

  /** While nobody writes. */
  void backUp() throws IOException, TimeoutException {
    Path copy = copy();
    run.observe("backed-up", restic.backup(copy, tag).orThrow().toString(), null);
    Trees.delete(copy);
  }

  private Path copy() throws IOException {
    Path copy = scratch.resolve("copy");
    lab.claimFiles(tag, claim).copyOut("", copy);
    return copy;
  }

  /** Under this name the latest backup is one of other files: one byte of each differs. */
  Mistake othersBackedUp() {
    return new Mistake("others-backed-up", tag, this::backUpOthers, this::latestIsAnother);
  }

  private void backUpOthers() throws IOException, TimeoutException {
    Path copy = copy();
    for (String file : Trees.sums(copy).keySet()) {
      byte[] content = Files.readAllBytes(copy.resolve(file));
      content[content.length / 2] ^= 1;
      Files.write(copy.resolve(file), content);
    }
    restic.backup(copy, tag).orThrow();
    Trees.delete(copy);
  }

  private Evidence latestIsAnother() throws IOException, TimeoutException {
    Path back = scratch.resolve("latest");
    restic.restore(tag, back).orThrow();
    Map<String, String> latest = Trees.sums(back);
    Map<String, String> now = lab.claimFiles(tag, claim).sums();
    Trees.delete(back);
    boolean another =
        latest.keySet().equals(now.keySet())
            && latest.keySet().stream().noneMatch(file -> latest.get(file).equals(now.get(file)));
    return Evidence.of(
        another, "the volume's files: " + now + "; those of the latest backup: " + latest);
  }

  /**
   * All but the latest are forgotten, and what only they needed is removed.
   *
   * @return by how many bytes the packs have become less
   */
  long prune() throws IOException, TimeoutException {
    long before = packed();
    ResticResult pruned =
        restic.run("forget", "--tag", tag, "--keep-last", "1", "--prune").orThrow();
    run.observe("pruned", pruned.toString(), null);
    return before - packed();
  }

  private long packed() throws IOException {
    try (ObjectClient client = client()) {
      return packs(client).stream()
          .mapToLong(key -> client.get(Restic.BUCKET, key).orThrow("get " + key).length)
          .sum();
    }
  }

  /** What restic says of its repository when it reads all of it. */
  CheckResult sound() throws IOException, TimeoutException {
    ResticResult all = restic.run("check", "--read-data");
    return all.ok()
        ? CheckResult.passed(all.toString())
        : CheckResult.failed("restic's repository", all + ": " + last(all));
  }

  /** The same without reading what the packs hold. */
  boolean soundAtFirstGlance() throws IOException, TimeoutException {
    return restic.run("check").ok();
  }

  private static String last(ResticResult result) {
    return result.output().strip().lines().reduce("", (before, line) -> line);
  }

  /** Restores what there is, and puts it into the claim's new volume. */
  void restore() throws IOException, TimeoutException {
    restoreInto(tag);
  }

  /** The same into the claim of that name in another namespace. */
  void restoreInto(String namespace) throws IOException, TimeoutException {
    Path back = scratch.resolve("back");
    ResticResult restored = restic.restore(tag, back);
    run.observe("restored", restored.toString(), restored.ok());
    FileTree into = lab.claimFiles(namespace, claim);
    for (String file : Trees.sums(back).keySet()) {
      into.write(file, 0, Files.readAllBytes(back.resolve(file)));
    }
  }

  /** One bit of each pack file is turned over; length and name stay. */
  Mistake packsBroken() {
    return new Mistake(
        "packs-broken", Restic.BUCKET + "/data", this::flipPacks, this::packsAreOthers);
  }

  private void flipPacks() throws IOException {
    try (ObjectClient client = client()) {
      for (String key : packs(client)) {
        byte[] content = client.get(Restic.BUCKET, key).orThrow("get " + key);
        content[content.length / 2] ^= 1;
        client.put(Restic.BUCKET, key, content).orThrow("put " + key);
      }
    }
  }

  /** A pack's name is the SHA-256 of its content. */
  private Evidence packsAreOthers() throws IOException {
    try (ObjectClient client = client()) {
      List<String> packs = packs(client);
      long others =
          packs.stream()
              .filter(
                  key ->
                      !key.endsWith(
                          Sha256.of(client.get(Restic.BUCKET, key).orThrow("get " + key))))
              .count();
      return Evidence.of(
          others == packs.size() && others > 0,
          others + " of " + packs.size() + " packs are not what their names say");
    }
  }

  private static List<String> packs(ObjectClient client) {
    return client.list(Restic.BUCKET).orThrow("list").stream()
        .filter(key -> key.startsWith("data/"))
        .toList();
  }

  private ObjectClient client() {
    Minio store = lab.get(Minio.class);
    return store.client(store.hosts().get(0), CALL);
  }
}
