package firedrill.sandbox.tool;

import firedrill.files.Trees;
import firedrill.sandbox.process.Command;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.process.UnpackedPackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a cache holds: programs, what is made of them (templates, images), Debian packages. */
public final class Inventory {

  /** A kind, in most cases a version, and what tells its content from another's. */
  private static final Pattern KEY =
      Pattern.compile("(?<kind>.+?)(-(?<version>\\d[\\w.+-]*))?-(?<content>[0-9a-f]{12})");

  private static final String PACKAGES = "debian-packages";

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Cache cache;
  private final Path checkout;
  private final Set<String> programs;

  /**
   * @param programs keys of the entries that the checkout's catalogue asks for
   */
  Inventory(Cache cache, Path checkout, Set<String> programs) {
    this.cache = cache;
    this.checkout = checkout;
    this.programs = Set.copyOf(programs);
  }

  /**
   * One thing that is kept.
   *
   * @param what for example {@code vault} or {@code longhorn-template}
   * @param version empty for what has none
   * @param bytes on disk
   * @param lastUse by any checkout; of one whose uses are not known, when it was made
   * @param needed by this checkout
   */
  public record Item(
      String key, String what, String version, long bytes, Instant lastUse, boolean needed) {}

  /** All, by name; the needed one first among those of one name. */
  public List<Item> items() {
    try {
      Map<String, String> newest = newestByKind();
      List<Item> items = new ArrayList<>();
      for (String key : cache.keys()) {
        boolean needed = programs.contains(key) || key.equals(newest.get(kind(key)));
        items.add(item(key, cache.entry(key), kind(key), version(key), lastUse(key), needed));
      }
      items.addAll(packages());
      items.sort(
          Comparator.comparing(Item::what)
              .thenComparing(Item::needed, Comparator.reverseOrder())
              .thenComparing(Item::key));
      return List.copyOf(items);
    } catch (IOException e) {
      throw new ToolException("cannot read the cache " + cache.root() + ": " + e, e);
    }
  }

  /**
   * Removes one.
   *
   * @return false, and it stays, when a run uses or makes it
   */
  public boolean remove(Item item) {
    try {
      if (!item.what().equals(PACKAGES)) {
        return cache.remove(item.key());
      }
      Path folder = cache.root().resolve(item.key());
      Optional<EntryLock> lock = EntryLock.tryTake(folder.resolve("lock"));
      if (lock.isEmpty()) {
        return false;
      }
      try (EntryLock held = lock.get()) {
        Trees.delete(folder);
        return held != null;
      }
    } catch (IOException e) {
      throw new ToolException("cannot remove " + item.key() + ": " + e, e);
    }
  }

  /** Made of programs, so that only a lab could tell its key: the last one that was used here. */
  private Map<String, String> newestByKind() throws IOException {
    Map<String, String> newest = new HashMap<>();
    Map<String, Instant> used = new HashMap<>();
    for (String key : cache.keys()) {
      boolean known = cache.uses().last(key).isPresent();
      Optional<Instant> here =
          known ? cache.uses().last(key, checkout) : Optional.of(made(cache.entry(key)));
      if (version(key).isEmpty()
          && here.isPresent()
          && here.get().isAfter(used.getOrDefault(kind(key), Instant.MIN))) {
        used.put(kind(key), here.get());
        newest.put(kind(key), key);
      }
    }
    return newest;
  }

  private List<Item> packages() throws IOException {
    Path folder = cache.root().resolve("packages");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Item> items = new ArrayList<>();
    try (Stream<Path> releases = Files.list(folder)) {
      for (Path release : (Iterable<Path>) releases.sorted()::iterator) {
        boolean here = release.equals(UnpackedPackages.ofMachine().folder());
        String name = release.getFileName().toString();
        items.add(item("packages/" + name, release, PACKAGES, name, made(release), here));
      }
    }
    return items;
  }

  private static Item item(
      String key, Path folder, String what, String version, Instant lastUse, boolean needed)
      throws IOException {
    return new Item(key, what, version, size(folder), lastUse, needed);
  }

  private Instant lastUse(String key) throws IOException {
    Optional<Instant> known = cache.uses().last(key);
    return known.isPresent() ? known.get() : made(cache.entry(key));
  }

  private static Instant made(Path folder) throws IOException {
    return Files.getLastModifiedTime(folder).toInstant();
  }

  private static String kind(String key) {
    Matcher matcher = KEY.matcher(key);
    return matcher.matches() ? matcher.group("kind") : key;
  }

  private static String version(String key) {
    Matcher matcher = KEY.matcher(key);
    return matcher.matches() && matcher.group("version") != null ? matcher.group("version") : "";
  }

  /** Images and templates are sparse: what counts is what they take. */
  private static long size(Path folder) throws IOException {
    List<String> command = List.of(Programs.path("du"), "-sk", folder.toString());
    try {
      Command.Result result =
          Command.run(command, folder, Map.of("PATH", Programs.SEARCH_PATH, "LC_ALL", "C"), LIMIT);
      return Long.parseLong(result.out().strip().split("\\s+", 2)[0]) << 10;
    } catch (TimeoutException | NumberFormatException e) {
      throw new IOException("du does not tell the size of " + folder, e);
    }
  }
}
