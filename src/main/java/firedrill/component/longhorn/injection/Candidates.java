package firedrill.component.longhorn.injection;

import firedrill.component.longhorn.injection.Candidate.Base;
import firedrill.component.longhorn.replica.Overrides;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides which orphan of a volume holds its last state. Nothing in a replica's own metadata marks
 * a stale one. The evidence: what the saved Replica resources say, when each head was last written
 * to, which snapshots a replica took part in, and whether the merged contents are equal. One is
 * chosen only when everything else that is known of, readable or not, is known not to be newer;
 * else a human decides.
 */
public final class Candidates {

  /**
   * Replicas that took part until the end were last written to within this time of each other; the
   * engine's own salvage uses the same 5 s (longhorn-engine 1.12, {@code control.go}).
   */
  static final Duration TOGETHER = Duration.ofSeconds(5);

  /** What an encrypted volume's replica has more than the volume since 1.12, bytes. */
  static final long LUKS_HEADER = 16L << 20;

  private final String volume;
  private final List<Orphan> orphans;
  private final List<Orphan> strays;
  private final List<SavedReplica> saved;

  /** Another volume, of which all this may be a renamed replica. */
  private final Optional<String> doubtfulName;

  private Exclusions size;
  private final Map<String, Overrides> words = new TreeMap<>();
  private int expected;
  private boolean encrypted;
  private boolean ofTheEnd;
  private Base base = Base.NONE;
  private Optional<Duration> clocks = Optional.empty();

  private Candidates(
      String volume, List<Orphan> orphans, List<SavedReplica> saved, Exclusions size) {
    this.volume = volume;
    Set<String> named = new HashSet<>(Set.of(volume));
    saved.forEach(s -> named.add(s.volume()));
    Set<String> replicas = saved.stream().map(SavedReplica::directory).collect(Collectors.toSet());
    List<Orphan> all = Orphan.toldApart(Renamed.grouped(orphans, named, replicas));
    this.orphans = all.stream().filter(o -> o.volume().equals(volume)).toList();
    this.strays =
        all.stream().filter(o -> o.mayBeOf(volume) && !named.contains(o.volume())).toList();
    Set<String> others = all.stream().map(Orphan::volume).collect(Collectors.toSet());
    others.addAll(named);
    this.doubtfulName =
        saved.stream().noneMatch(s -> s.volume().equals(volume))
            ? Renamed.stems(volume).stream().filter(others::contains).findFirst()
            : Optional.empty();
    this.saved = saved.stream().filter(s -> s.volume().equals(volume)).toList();
    this.size = size;
  }

  /**
   * @param orphans of any volume; only this one's count
   * @param saved what saved Replica resources said; empty when there are none
   * @param size of the volume as its saved resource says, bytes
   */
  public static Candidates of(
      String volume, List<Orphan> orphans, List<SavedReplica> saved, OptionalLong size) {
    boolean atTheEnd = saved.stream().allMatch(s -> s.history().isEmpty());
    return new Candidates(volume, orphans, saved, new Exclusions(size, atTheEnd));
  }

  /**
   * What a human says of one replica; of no other.
   *
   * @param directory its whole path; or its name, when no other one is called so
   */
  public Candidates override(String directory, Overrides said) {
    words.put(directory, said);
    return this;
  }

  /** The image that all replicas of the volume stand on, for those that name one. */
  public Candidates backing(Path image) {
    base = new Base(Optional.of(image), base.name());
    return this;
  }

  /**
   * What the saved Volume says that it stands on, for replicas whose {@code volume.meta} is lost.
   *
   * @param image name of the BackingImage; empty for none
   */
  public Candidates standsOn(String image) {
    base = new Base(base.image(), image);
    return this;
  }

  /** The size was saved before the end: the volume may have been expanded since. */
  public Candidates sizeMayHaveChanged() {
    size = new Exclusions(size.size(), false);
    return this;
  }

  /** How many replicas the volume was saved with: the file may name only some of them. */
  public Candidates expecting(int replicas) {
    expected = replicas;
    return this;
  }

  /** Whether the saved Volume says that it is, so that its replicas hold a LUKS container. */
  public Candidates encrypted(boolean said) {
    encrypted = said;
    return this;
  }

  /** A human says that what was saved is of the volume's end: nothing was written since. */
  public Candidates savedAtTheEnd() {
    ofTheEnd = true;
    return this;
  }

  /** A human knows that the nodes' clocks agreed within this. */
  public Candidates clocksWithin(Duration known) {
    clocks = Optional.of(known);
    return this;
  }

  /** Reads every candidate to its end, and decides or says why not. */
  public Decision decide() throws IOException {
    return decide(read());
  }

  private Decision decide(List<Candidate> all) throws IOException {
    List<Candidate> left = all.stream().filter(Candidate::possible).toList();
    if (left.isEmpty()) {
      List<String> reasons = new ArrayList<>();
      reasons.add(
          all.isEmpty()
              ? "no replica of " + volume + " is here"
              : "no replica of " + volume + " can be used as it is");
      missing(all).forEach(s -> reasons.add(missing(s)));
      others().forEach(stray -> reasons.add(Threats.unnamed(stray)));
      return Decision.none(all, reasons);
    }
    Threats threats = new Threats(all, missing(all), absent(all), others(), ofTheEnd, clocks);
    Decision decision = named(new Choice(all, threats, clocks).among(left));
    if (encrypted && decision.chosen().filter(c -> c.bytes() > 0 && !c.isEncrypted()).isPresent()) {
      decision =
          decision.and(
              "it was saved as encrypted, and what lies there is no LUKS container: its header is"
                  + " lost, or somebody formatted it");
    }
    return size.size().isPresent() && all.stream().noneMatch(c -> c.readable() && size.hasSize(c))
        ? decision.and(
            "none of them has the "
                + size.size().getAsLong()
                + " B that the volume was saved with: an expansion was asked for and not done, or"
                + " done since")
        : decision;
  }

  /** What is called after a date is a volume of its own; what looks like a replica may be one. */
  private Decision named(Decision decision) {
    if (doubtfulName.isEmpty()) {
      return decision;
    }
    String why =
        volume
            + " may be a volume of its own, or a replica of "
            + doubtfulName.get()
            + " that somebody renamed: look into it";
    return Renamed.isDated(volume)
        ? decision.and(why)
        : Decision.open(
            decision.all(), Stream.concat(Stream.of(why), decision.reasons().stream()).toList());
  }

  /**
   * A human's choice. It overrides every rule; only what cannot be read cannot be chosen.
   *
   * @param directory its name, or its whole path when two have that name
   * @throws IOException when it is none of the readable candidates, or more than one
   */
  public Decision choose(String directory) throws IOException {
    List<Candidate> all = read();
    long named = orphans.stream().filter(o -> isMeant(o, directory)).count();
    if (named > 1) {
      throw new IOException(
          "more than one is called "
              + directory
              + "; give its whole path:\n"
              + Decision.open(all, List.of()).table());
    }
    for (Candidate candidate : all) {
      if (candidate.readable() && isMeant(candidate.orphan(), directory)) {
        List<String> reasons = new ArrayList<>(List.of("it was chosen by hand"));
        reasons.addAll(candidate.chain().orElseThrow().words());
        candidate.problem().ifPresent(why -> reasons.add("against: " + why));
        reasons.add("without that: " + withoutThat(all));
        return Decision.byHand(candidate, all, reasons);
      }
    }
    throw new IOException(
        directory + " is not among the usable ones:\n" + Decision.open(all, List.of()).table());
  }

  /** What cannot be compared keeps no human from choosing. */
  private String withoutThat(List<Candidate> all) {
    try {
      return decide(all).text();
    } catch (IOException e) {
      return "not decided: the others cannot be compared with it: " + e.getMessage();
    }
  }

  private static boolean isMeant(Orphan orphan, String directory) {
    return orphan.name().equals(directory) || orphan.directory().toString().equals(directory);
  }

  private List<Candidate> read() throws IOException {
    List<Candidate> all = new ArrayList<>();
    for (Orphan orphan : orphans) {
      // Two that contradict each other say nothing of it.
      List<SavedReplica> said =
          saved.stream()
              .filter(s -> isSaidOf(s, orphan) && isSaidOfOne(s))
              .distinct()
              .limit(2)
              .toList();
      all.add(read(orphan, said.size() == 1 ? Optional.of(said.get(0)) : Optional.empty()));
    }
    return size.of(all);
  }

  private Candidate read(Orphan orphan, Optional<SavedReplica> said) throws IOException {
    Overrides own =
        words.getOrDefault(
            orphan.directory().toString(), words.getOrDefault(orphan.name(), Overrides.NONE));
    return Candidate.read(orphan, said, own, base);
  }

  private List<Candidate> others() throws IOException {
    List<Candidate> all = new ArrayList<>();
    for (Orphan stray : strays) {
      all.add(read(stray, Optional.empty()));
    }
    return all;
  }

  /** Those that the saved resources name and that nobody listed. */
  private List<SavedReplica> missing(List<Candidate> all) {
    return saved.stream()
        .filter(s -> all.stream().noneMatch(c -> isSaidOf(s, c.orphan())))
        .toList();
  }

  /** Of how many replicas nothing is here and nothing was saved. */
  private Threats.Absent absent(List<Candidate> all) {
    Set<String> known = Threats.witnesses(all);
    saved.forEach(s -> known.add(s.directory()));
    // What was saved at the end says that no other one was there then.
    boolean told = ofTheEnd || saved.stream().allMatch(SavedReplica::ofTheEnd);
    int most = told && !saved.isEmpty() ? 0 : expected;
    return new Threats.Absent(most, known.size());
  }

  /** Of two directories of one name, one is a copy: its node tells which is which. */
  private boolean isSaidOf(SavedReplica s, Orphan orphan) {
    boolean only = orphans.stream().filter(o -> o.name().equals(orphan.name())).count() == 1;
    return s.directory().equals(orphan.name())
        && orphan.mayLieOn(s.disk())
        && (only || s.node().equals(orphan.node()));
  }

  /** Where its disk does not tell which of two it is said of, it is said of neither. */
  private boolean isSaidOfOne(SavedReplica s) {
    return orphans.stream().filter(o -> isSaidOf(s, o)).count() == 1;
  }

  static String missing(SavedReplica s) {
    return s.directory()
        + " on "
        + s.node()
        + ", "
        + s.text()
        + ", was not found: bring it, or wait";
  }
}
