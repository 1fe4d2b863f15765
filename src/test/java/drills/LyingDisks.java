package drills;

import firedrill.claims.ClaimOutcome;
import firedrill.component.minio.Minio;
import firedrill.component.minio.StoreAnswer;
import firedrill.integrity.ObjectKey;
import firedrill.integrity.Sight;
import firedrill.junit.DrillRun;
import firedrill.lab.ObjectLab;
import firedrill.recovery.Actor;
import firedrill.recovery.Observation;
import firedrill.recovery.Step;
import firedrill.sandbox.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeoutException;

/** Disks bring other bytes than were written to them, and say nothing. */
final class LyingDisks {

  private static final Duration COMMAND_WITHIN = Duration.ofSeconds(60);

  private final ObjectCluster cluster;
  private final DrillRun run;
  private final ObjectLoad load;
  private final Random noise;
  private final List<PartsOverwritten> overwritten = new ArrayList<>();

  LyingDisks(ObjectLab lab, DrillRun run, ObjectLoad load) {
    this.cluster = new ObjectCluster(lab, run);
    this.run = run;
    this.load = load;
    this.noise = run.random("noise");
  }

  /** Noise over the parts of an object on some of the drives that hold it. */
  void overwrite(ObjectKey object, int drives) throws IOException {
    Minio minio = cluster.minio();
    List<Node> holders =
        cluster.holders(object).stream()
            .map(
                name -> minio.hosts().stream().filter(h -> h.name().equals(name)).findFirst().get())
            .limit(drives)
            .toList();
    PartsOverwritten lie = new PartsOverwritten(minio, object, holders, noise);
    run.inject(lie);
    overwritten.add(lie);
  }

  /** How an object reads by way of each host, against what was acknowledged. */
  void expectRight(ObjectKey object) {
    for (Node host : cluster.minio().hosts()) {
      StoreAnswer<byte[]> answer = load.host(host).client().get(object.bucket(), object.name());
      Sight sight = load.host(host).read(object, Optional.empty());
      run.expect(
          "read-past-the-noise",
          "%s by way of %s: %s".formatted(object, host.name(), answer.reply()),
          sight.isOneOf(load.history().mayHold(object)));
    }
  }

  /** What the document's command to look, and the same with a deeper scan, list of it. */
  void claimTold() throws IOException, TimeoutException {
    List<String> plain = wrong(type("--dry-run"));
    List<String> deep = wrong(type("--scan", "deep", "--dry-run"));
    String id = "heal-dry-run-tells";
    run.claim(id, told(plain), "as the document has it, of %d: %s".formatted(number(), plain));
    run.control(id, told(deep), "with --scan deep, of %d: %s".formatted(number(), deep));
  }

  private int number() {
    return overwritten.size();
  }

  private ClaimOutcome told(List<String> listed) {
    return ClaimOutcome.of(listed.size() == number());
  }

  private static List<String> wrong(String output) {
    return output
        .lines()
        .filter(line -> line.startsWith("[") && !line.startsWith("[Green"))
        .toList();
  }

  /** The document's command to heal; bytes that a deeper scan alone finds stay as they are. */
  void healAsWritten() throws IOException, TimeoutException {
    run.observe("heal-command-ended", lastLine(type()), null);
  }

  /** The command that looks at every byte. */
  void healDeep() throws Exception {
    run.step(
        Step.of(
            "heal-deep",
            Actor.HUMAN,
            () -> run.observe("heal-command-ended", lastLine(type("--scan", "deep")), null)));
    run.gate("bytes-as-before", this::bytesAsBefore);
  }

  Observation bytesAsBefore() throws IOException {
    boolean all = true;
    List<String> texts = new ArrayList<>();
    for (PartsOverwritten lie : overwritten) {
      Observation one = lie.healed();
      all &= one.ok();
      texts.add(one.text());
    }
    return Observation.of(all && !texts.isEmpty(), String.join("; ", texts));
  }

  private String type(String... more) throws IOException, TimeoutException {
    List<String> arguments = new ArrayList<>(List.of("admin", "heal", "--recursive"));
    arguments.addAll(List.of(more));
    arguments.add(Minio.ALIAS + "/" + load.archive());
    return cluster
        .minio()
        .operator(cluster.survivor())
        .type(COMMAND_WITHIN, arguments.toArray(String[]::new))
        .output();
  }

  private static String lastLine(String output) {
    return output.strip().lines().reduce("", (before, line) -> line);
  }
}
