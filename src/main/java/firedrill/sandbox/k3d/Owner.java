package firedrill.sandbox.k3d;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The process that a lab's containers and networks live for, as a label: once it has gone they are
 * left over, and whoever starts next on this machine removes them.
 *
 * @param pid of a JVM on the machine that runs the engine's command
 * @param started when that process began; another one may have its number later
 */
record Owner(long pid, Instant started) {

  static final String LABEL = "firedrill.owner";

  /** A launcher's watcher removes what carries its own once the JVM has gone. */
  private static final String SESSION_LABEL = "firedrill.session";

  /** Linux tells starts relative to the machine's, which clocks move. */
  private static final Duration SAME = Duration.ofSeconds(2);

  private static final Duration BETWEEN = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  static Owner thisProcess() {
    ProcessHandle own = ProcessHandle.current();
    return new Owner(own.pid(), own.info().startInstant().orElse(Instant.EPOCH));
  }

  /**
   * What this process' containers and networks carry.
   *
   * @param session of the launcher that has started this process, if one has
   */
  static Map<String, String> labels(Optional<String> session) {
    Map<String, String> all = new TreeMap<>(Map.of(LABEL, thisProcess().text()));
    session.ifPresent(s -> all.put(SESSION_LABEL, s));
    return all;
  }

  /** As a label's value. */
  String text() {
    return pid + "-" + started.toEpochMilli();
  }

  /** Empty for a text that no owner has written. */
  static Optional<Owner> of(String text) {
    String[] parts = text.split("-", 2);
    try {
      return parts.length == 2
          ? Optional.of(
              new Owner(Long.parseLong(parts[0]), Instant.ofEpochMilli(Long.parseLong(parts[1]))))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  boolean isAlive() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(p -> p.info().startInstant())
        .filter(at -> Duration.between(at, started).abs().compareTo(SAME) <= 0)
        .isPresent();
  }

  /**
   * Removes what dead owners have left; what carries no owner's label is never looked at, but for
   * what k3d has made for a cluster whose network does.
   *
   * @return names of what was removed
   */
  static List<String> removeLeftOvers(Engine engine) {
    List<String> removed = new ArrayList<>();
    String format = "{{.ID}} {{.Label \"" + LABEL + "\"}} ";
    for (String[] found : abandoned(engine, format + "{{.Names}}", "ps", "--all", "--no-trunc")) {
      engine.attempt(List.of("rm", "--force", "--volumes", found[0]), "");
      removed.add(found[2]);
    }
    String volumes = "{{.Name}} {{.Label \"" + LABEL + "\"}} {{.Name}}";
    List<String> left =
        abandoned(engine, volumes, "volume", "ls").stream().map(found -> found[2]).toList();
    removed.addAll(left);
    removed.removeAll(removeVolumes(engine, left));
    for (String[] found : abandoned(engine, format + "{{.Name}}", "network", "ls", "--no-trunc")) {
      if (removeOfK3d(engine, found[2])) {
        engine.attempt(List.of("network", "rm", found[0]), "");
        removed.add(found[2]);
      }
    }
    return removed;
  }

  /**
   * What k3d makes for a cluster and gives no label of ours: its tools' container, a volume. They
   * are found by the cluster's network, which must stay while one of them does.
   *
   * @return whether nothing of it is left; a volume is in use for a moment after its containers
   */
  static boolean removeOfK3d(Engine engine, String cluster) {
    for (String id : engine.containers("k3d.cluster=" + cluster)) {
      // Labels are copied with an image, names are not.
      String name = engine.attempt(List.of("inspect", "--format", "{{.Name}}", id), "").out();
      if (Machines.isName(cluster, name.strip())) {
        engine.attempt(List.of("rm", "--force", "--volumes", id), "");
      }
    }
    return removeVolumes(engine, List.of("k3d-" + cluster + "-images")).isEmpty();
  }

  /**
   * Removes volumes, those that are not there among them.
   *
   * @return those that the engine does not give up
   */
  static List<String> removeVolumes(Engine engine, List<String> names) {
    List<String> kept = new ArrayList<>();
    for (String name : names) {
      List<String> volume = List.of("volume", "rm", "--force", name);
      try {
        Awaitility.await(volume.toString())
            .pollDelay(Duration.ZERO)
            .pollInterval(BETWEEN)
            .atMost(PATIENCE)
            .until(() -> engine.attempt(volume, "").ok());
      } catch (ConditionTimeoutException e) {
        kept.add(name);
      }
    }
    return kept;
  }

  private static List<String[]> abandoned(Engine engine, String format, String... listing) {
    List<String> words = new ArrayList<>(List.of(listing));
    words.addAll(List.of("--filter", "label=" + LABEL, "--format", format));
    return engine.run(words).lines().flatMap(line -> abandoned(line).stream()).toList();
  }

  /** Id, label and name of what nobody owns any more. */
  static Optional<String[]> abandoned(String line) {
    String[] words = line.split(" ");
    return words.length == 3 && of(words[1]).filter(owner -> !owner.isAlive()).isPresent()
        ? Optional.of(words)
        : Optional.empty();
  }
}
