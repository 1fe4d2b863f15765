package firedrill.sandbox.tool;

import firedrill.files.Checkout;
import firedrill.sandbox.process.CacheRoot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The programs of a lab. They are looked for, in this order: {@code -Dtool.<name>=path}, the
 * catalogue's variable ({@code KUBEBUILDER_ASSETS}), {@code PATH} (too old ones are skipped), the
 * cache; what is still missing is built once from its pinned Go module.
 */
public final class Toolbox {
  private final Catalog catalog;
  private final Host host;
  private final Disk disk;
  private final BuildProgress progress;

  Toolbox(Catalog catalog, Host host, Disk disk, BuildProgress progress) {
    this.catalog = catalog;
    this.host = host;
    this.disk = disk;
    this.progress = progress;
  }

  /**
   * The toolbox of a checkout of firedrill.
   *
   * @throws ToolException if its catalogue is missing or malformed, with file, line and field
   */
  public static Toolbox of(Path checkout) {
    return new Toolbox(
        Catalog.read(checkout.toAbsolutePath().resolve("sandbox/tools/catalog.yaml")),
        Host.ofProcess(),
        Disk.REAL,
        BuildProgress.ofConsole());
  }

  /**
   * The toolbox of the checkout named by {@code -Dfiredrill.basedir}, else by Maven's {@code
   * basedir}, else of the working directory.
   */
  public static Toolbox ofThisCheckout() {
    return of(Checkout.folder());
  }

  /** Names of the programs in the catalogue, and PostgreSQL's, which is not built. */
  public Set<String> known() {
    Set<String> names = new TreeSet<>(catalog.names());
    names.add(PostgresPrograms.NAME);
    return names;
  }

  /** Those of them that labs have in them and that run on this machine itself. */
  public Set<String> ofThisMachine() {
    Set<String> names = known();
    names.removeIf(name -> catalog.names().contains(name) && !catalog.get(name).ofLabsHere());
    return names;
  }

  /** What {@link #keep} fills. */
  public interface Maker {
    void fill(Path folder) throws IOException;
  }

  /**
   * A folder that is made once and kept between runs; another run that makes it is waited for.
   *
   * @param key names all that its content depends on
   * @throws ToolException if it cannot be made
   */
  public Path keep(String key, Maker maker) {
    Cache cache = cache();
    cache.uses().begin(key);
    Path kept = keep(cache, progress, key, maker);
    cache.uses().remember(key, catalog.checkout());
    return kept;
  }

  static Path keep(Cache cache, BuildProgress progress, String key, Maker maker) {
    try {
      cache.make(
          key,
          holder -> progress.say("waiting for another run that makes " + key + " (" + holder + ")"),
          maker::fill);
    } catch (IOException e) {
      throw new ToolException("cannot make " + key + ": " + e, e);
    }
    return cache.entry(key);
  }

  /** The folder that an earlier {@link #keep} has made. */
  public Optional<Path> kept(String key) {
    Cache cache = cache();
    return cache.use(key, catalog.checkout()) ? Optional.of(cache.entry(key)) : Optional.empty();
  }

  private Cache cache() {
    return Cache.open(host.properties(), host.environment());
  }

  /**
   * What is kept between runs, and whether this checkout needs it.
   *
   * @throws ToolException when the cache cannot be read
   */
  public Inventory inventory() {
    Set<String> keys = search(catalog.names()).keys();
    new PostgresPrograms(host).key().ifPresent(keys::add);
    return new Inventory(cache(), catalog.checkout(), keys);
  }

  /** The folder of all that is kept between runs; it need not exist. */
  public static Path cacheRoot() {
    Host host = Host.ofProcess();
    return CacheRoot.of(host.properties(), host.environment());
  }

  /**
   * Creates the cache's folders unless they are there.
   *
   * @throws ToolException if it cannot be written, with the remedy
   */
  public static void checkCache() {
    Host host = Host.ofProcess();
    Cache.open(host.properties(), host.environment());
  }

  /**
   * Finds the programs, and builds those that are missing: minutes, with progress on standard
   * output.
   *
   * @throws ToolException if one cannot be had, with the way out
   */
  public Map<String, Tool> resolve(Set<String> names) {
    return withPostgres(names, others -> search(others).resolve(disk));
  }

  /**
   * Finds the programs and builds nothing; for use inside a sandbox, which has no network. What is
   * being built beside, by {@link #resolveBeside}, is waited for.
   *
   * @throws ToolException naming what is missing and how to get it
   */
  public Map<String, Tool> find(Set<String> names) {
    return withPostgres(
        names,
        others -> {
          beside().await(() -> search(others).unbuilt());
          return search(others).find();
        });
  }

  /**
   * Builds one set after the other, while those who {@link #find} wait.
   *
   * @throws ToolException if one cannot be had; sets before it are there
   */
  @SuppressWarnings("try") // the lock is held, not used
  public void resolveBeside(List<Set<String>> sets) {
    try (EntryLock held = beside().hold()) {
      sets.forEach(this::resolve);
    } catch (IOException e) {
      throw new ToolException("cannot build beside the drills: " + e, e);
    }
  }

  /**
   * Starts a JVM that does {@link #resolveBeside}, in a session of its own, and dies with this one.
   *
   * @param java its command line
   * @return where it writes what it does
   */
  public Path startBeside(List<String> java) {
    beside().start(java, host.environment());
    return beside().log();
  }

  private Beside beside() {
    return new Beside(cache(), catalog.checkout(), progress);
  }

  /** Those of {@link #ofThisMachine} that are nowhere yet. */
  public Set<String> unbuilt() {
    return unbuilt(ofThisMachine());
  }

  /** Those of them that are nowhere yet. */
  public Set<String> unbuilt(Set<String> some) {
    Set<String> names = new TreeSet<>(some);
    names.remove(PostgresPrograms.NAME);
    return search(names).unbuilt();
  }

  /**
   * The tightest of the disks that building all of {@link #unbuilt} would write to; empty where
   * nothing is to be built, or nothing builds.
   */
  public Optional<BuildRoom> roomToBuild() {
    Set<String> missing = unbuilt();
    return missing.isEmpty() || host.programs().find("go").isEmpty()
        ? Optional.empty()
        : new DiskCheck(disk, catalog)
            .tightest(
                missing, cache().root(), GoToolchain.find(host.programs(), host.environment()));
  }

  private Search search(Set<String> names) {
    return new Search(catalog, host, progress, names);
  }

  /** It is not in the catalogue: it comes from Maven Central, not from a Go module. */
  private Map<String, Tool> withPostgres(
      Set<String> names, Function<Set<String>, Map<String, Tool>> find) {
    Set<String> others = new TreeSet<>(names);
    if (!others.remove(PostgresPrograms.NAME)) {
      return find.apply(others);
    }
    Map<String, Tool> found = new TreeMap<>(find.apply(others));
    found.put(PostgresPrograms.NAME, new PostgresPrograms(host).tool(postgres()));
    return found;
  }

  /**
   * The folder that holds PostgreSQL's {@code bin/}: {@code -Dtool.postgres}, else unpacked once
   * from the class path into the cache.
   */
  public Path postgres() {
    return new PostgresPrograms(host).find((key, maker) -> keep(key, maker));
  }
}
