package firedrill.component.longhorn.replica;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a human says of one replica that its files do not say, or say otherwise. Each word that was
 * needed is kept in {@link Chain#said()}.
 *
 * @param accepted problems known to be harmless here
 * @param derived {@code volume.meta} is lost: the head's name and size stand for it
 * @param head which of several heads, when {@code volume.meta} is lost
 * @param parents of layers whose metadata are lost, by file name; an empty parent is none
 * @param without layers that are lost, by file name: what was written to them is left out
 * @param shortened layers that were cut short, by file name: read as far as they go
 * @param size of the volume, bytes, when {@code volume.meta} is lost and no layer tells it
 */
public record Overrides(
    Set<Problem> accepted,
    boolean derived,
    Optional<String> head,
    Map<String, String> parents,
    Set<String> without,
    Set<String> shortened,
    OptionalLong size) {

  /** Nothing. */
  public static final Overrides NONE =
      new Overrides(
          Set.of(), false, Optional.empty(), Map.of(), Set.of(), Set.of(), OptionalLong.empty());

  /** What a human can know better than the files. */
  private static final Set<Problem> ACCEPTABLE =
      EnumSet.of(
          Problem.REBUILDING,
          Problem.ERROR_RECORDED,
          Problem.COPIED,
          Problem.HOLES_LOST,
          Problem.BACKING_IMAGE,
          Problem.NO_EXTENTS,
          Problem.UNREADABLE);

  /** What changes how layers are read. */
  private static final Set<Problem> OF_READING = EnumSet.of(Problem.NO_EXTENTS, Problem.UNREADABLE);

  /** As they are given on a command line. */
  public static final String SYNTAX =
      "rebuilding, error, copied, holes-lost, derive, head=<file>, parent=<layer>:<parent or"
          + " nothing>, without=<layer>, top=<snapshot>, short=<layer>, size=<bytes>, bad-sectors,"
          + " without-backing, holes-unknown";

  public Overrides {
    accepted = Set.copyOf(accepted);
    parents = Map.copyOf(parents);
    without = Set.copyOf(without);
    shortened = Set.copyOf(shortened);
  }

  /**
   * @throws IllegalArgumentException for what nobody can know better
   */
  public Overrides accept(Problem problem) {
    if (!ACCEPTABLE.contains(problem)) {
      throw new IllegalArgumentException(problem + " cannot be accepted");
    }
    Set<Problem> all = new HashSet<>(accepted);
    all.add(problem);
    return new Overrides(all, derived, head, parents, without, shortened, size);
  }

  /** {@code volume.meta} is lost; the directory's one head stands for it. */
  public Overrides derive() {
    return new Overrides(accepted, true, head, parents, without, shortened, size);
  }

  /** {@code volume.meta} is lost; this head stands for it. */
  public Overrides derive(String file) {
    return new Overrides(accepted, true, Optional.of(file), parents, without, shortened, size);
  }

  /** {@code volume.meta} is lost, and no layer tells the volume's size. */
  private Overrides derive(long bytes) {
    return new Overrides(accepted, true, head, parents, without, shortened, OptionalLong.of(bytes));
  }

  /** This layer was cut short: it is read as far as it goes. */
  public Overrides shortened(String layer) {
    Set<String> all = new HashSet<>(shortened);
    all.add(layer);
    return new Overrides(accepted, derived, head, parents, without, all, size);
  }

  /** Those words that say how to read a layer. */
  Overrides ofReading() {
    Set<Problem> own = EnumSet.copyOf(OF_READING);
    own.retainAll(accepted);
    return new Overrides(
        own, false, Optional.empty(), Map.of(), Set.of(), Set.of(), OptionalLong.empty());
  }

  /**
   * @param parent file name of the layer below; empty when there is none
   */
  public Overrides parent(String layer, String parent) {
    Map<String, String> all = new TreeMap<>(parents);
    all.put(layer, parent);
    return new Overrides(accepted, derived, head, all, without, shortened, size);
  }

  /** Only one that is missing, empty or cut short can be left out. */
  public Overrides without(String layer) {
    Set<String> all = new HashSet<>(without);
    all.add(layer);
    return new Overrides(accepted, derived, head, parents, all, shortened, size);
  }

  /**
   * Whether it makes something usable that its own files say is not. That a copy is exact takes
   * nothing away from a replica.
   */
  public boolean againstFiles() {
    return derived
        || !parents.isEmpty()
        || !without.isEmpty()
        || !shortened.isEmpty()
        || accepted.stream().anyMatch(p -> p != Problem.COPIED);
  }

  /**
   * What was needed of it.
   *
   * @param met problems that it was accepted for
   * @param layers of the chain, by file name, those that are left out too
   * @param cutShort those that are read as far as they go
   */
  Overrides used(Set<Problem> met, Set<String> layers, Set<String> cutShort) {
    Map<String, String> named = new TreeMap<>(parents);
    named.keySet().retainAll(layers);
    Set<String> left = new HashSet<>(without);
    left.retainAll(layers);
    Set<String> cut = new HashSet<>(shortened);
    cut.retainAll(cutShort);
    return new Overrides(met, derived, head, named, left, cut, size);
  }

  /**
   * @param words as in {@link #SYNTAX}
   * @throws IllegalArgumentException naming the word that is none of them
   */
  public static Overrides parse(List<String> words) {
    Overrides all = NONE;
    for (String word : words) {
      all = all.with(word.strip());
    }
    return all;
  }

  private Overrides with(String word) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    String value = equals < 0 ? "" : word.substring(equals + 1);
    if (equals >= 0 && value.isEmpty()) {
      throw unknown(word);
    }
    return switch (name) {
      case "rebuilding" -> accept(Problem.REBUILDING);
      case "error" -> accept(Problem.ERROR_RECORDED);
      case "copied" -> accept(Problem.COPIED);
      case "holes-lost" -> accept(Problem.HOLES_LOST);
      case "bad-sectors" -> accept(Problem.UNREADABLE);
      case "without-backing" -> accept(Problem.BACKING_IMAGE);
      case "holes-unknown" -> accept(Problem.NO_EXTENTS);
      case "short" -> shortened(value);
      case "top" -> derive(value);
      case "size" -> {
        if (!value.matches("[0-9]{1,18}") || Long.parseLong(value) % MetaReader.SECTOR != 0) {
          throw new IllegalArgumentException(
              "\"" + word + "\" is no volume's size: a multiple of " + MetaReader.SECTOR + " B");
        }
        yield derive(Long.parseLong(value));
      }
      case "derive" -> derive();
      case "head" -> derive(value);
      case "without" -> without(value);
      case "parent" -> {
        int colon = value.indexOf(':');
        if (colon < 1) {
          throw unknown(word);
        }
        yield parent(value.substring(0, colon), value.substring(colon + 1));
      }
      default -> throw unknown(word);
    };
  }

  private static IllegalArgumentException unknown(String word) {
    return new IllegalArgumentException(
        "\"" + word + "\" is none of: " + SYNTAX + ", nor \"this\" behind --choose");
  }

  /** In words, for a report. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    accepted.stream().sorted().forEach(p -> words.add(p + " is accepted"));
    if (derived) {
      words.add("volume.meta is derived from " + head.orElse("the head"));
      size.ifPresent(bytes -> words.add("the volume has " + bytes + " B"));
    }
    new TreeMap<>(parents)
        .forEach(
            (layer, parent) ->
                words.add(
                    layer + (parent.isEmpty() ? " stands on nothing" : " stands on " + parent)));
    without.stream().sorted().forEach(l -> words.add(l + " is left out"));
    shortened.stream().sorted().forEach(l -> words.add(l + " was cut short"));
    return words;
  }
}
