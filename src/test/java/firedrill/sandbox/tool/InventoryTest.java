package firedrill.sandbox.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import firedrill.sandbox.tool.Inventory.Item;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InventoryTest {

  private static final String NEW = "vault-1.21.0-aaaaaaaaaaaa";
  private static final String OLD = "vault-1.20.0-bbbbbbbbbbbb";

  @TempDir Path folder;
  private Cache cache;
  private Path checkout;
  private Inventory inventory;

  /** A lab's JVM: it has looked an entry up. */
  static final class Lab {
    private Lab() {}

    public static void main(String[] args) throws IOException {
      System.out.println(Cache.open(Path.of(args[0])).use(args[1], Path.of(args[2])));
      while (System.in.read() >= 0) {
        // It lives until its input ends.
      }
    }
  }

  @BeforeEach
  void open() {
    cache = Cache.open(folder.resolve("cache"));
    checkout = folder.resolve("checkout");
    inventory = new Inventory(cache, checkout, Set.of(NEW));
  }

  private void entry(String key) throws IOException {
    cache.make(key, holder -> {}, f -> Files.write(f.resolve("program"), new byte[64 << 10]));
  }

  private void made(String key, Instant when) throws IOException {
    entry(key);
    Files.setLastModifiedTime(cache.entry(key), FileTime.from(when));
  }

  private Item item(String key) {
    return inventory.items().stream().filter(i -> i.key().equals(key)).findFirst().orElseThrow();
  }

  private Process lab(String key) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Lab.class.getName(),
            cache.root().toString(),
            key,
            checkout.toString())
        .redirectErrorStream(true)
        .start();
  }

  @Test
  @DisplayName("each entry has its name, version and size, and the catalogue's own is needed")
  void listed() throws IOException {
    entry(NEW);
    entry(OLD);
    entry("tool-v-0.0.0-20250907161309-07c3a429bfed-cccccccccccc");
    assertThat(inventory.items())
        .extracting(Item::what, Item::version, Item::needed)
        .containsExactly(
            tuple("tool-v", "0.0.0-20250907161309-07c3a429bfed", false),
            tuple("vault", "1.21.0", true),
            tuple("vault", "1.20.0", false));
    assertThat(item(NEW).bytes()).isBetween(64L << 10, 128L << 10);
  }

  @Test
  @DisplayName("of what is made of programs this checkout needs the one it used last")
  void lastUsed() throws IOException {
    String first = "longhorn-template-aaaaaaaaaaaa";
    String second = "longhorn-template-bbbbbbbbbbbb";
    String others = "longhorn-template-cccccccccccc";
    for (String key : List.of(first, second, others)) {
      entry(key);
    }
    cache.uses().remember(first, checkout);
    cache.uses().remember(second, checkout);
    Path stamp = newest(cache.root().resolve("uses").resolve(first));
    Files.setLastModifiedTime(stamp, FileTime.from(Instant.now().minusSeconds(3600)));
    cache.uses().remember(others, folder.resolve("another checkout"));
    assertThat(inventory.items())
        .filteredOn(Item::needed)
        .extracting(Item::key)
        .containsExactly(second);
  }

  @Test
  @DisplayName("what was made before uses were noted counts as used when it was made")
  void unknownUse() throws IOException {
    Instant then = Instant.parse("2026-01-02T03:04:05Z");
    made("pi2-arm64-aaaaaaaaaaaa", then);
    made("pi2-arm64-bbbbbbbbbbbb", then.plusSeconds(60));
    assertThat(item("pi2-arm64-aaaaaaaaaaaa").lastUse()).isEqualTo(then);
    assertThat(item("pi2-arm64-aaaaaaaaaaaa").needed()).isFalse();
    assertThat(item("pi2-arm64-bbbbbbbbbbbb").needed()).isTrue();
  }

  @Test
  @DisplayName("a removed entry is gone with what was noted of it, and can be made again")
  void removed() throws IOException {
    entry(OLD);
    cache.uses().remember(OLD, checkout);
    assertThat(inventory.remove(item(OLD))).isTrue();
    assertThat(cache.has(OLD)).isFalse();
    assertThat(cache.uses().last(OLD)).isEqualTo(Optional.empty());
    entry(OLD);
    assertThat(cache.has(OLD)).isTrue();
  }

  @Test
  @DisplayName("what another process has looked up stays until that ends, even by kill -9")
  void inUse() throws Exception {
    entry(OLD);
    Process lab = lab(OLD);
    try {
      BufferedReader lines = lab.inputReader();
      assertThat(lines.readLine()).isEqualTo("true");
      assertThat(inventory.remove(item(OLD))).isFalse();
      assertThat(cache.entry(OLD).resolve("program")).exists();
    } finally {
      lab.destroyForcibly();
    }
    lab.waitFor();
    assertThat(inventory.remove(item(OLD))).isTrue();
  }

  @Test
  @DisplayName("what this process has looked up stays")
  void inUseHere() throws IOException {
    entry(OLD);
    assertThat(cache.use(OLD, checkout)).isTrue();
    assertThat(inventory.remove(item(OLD))).isFalse();
    assertThat(cache.has(OLD)).isTrue();
  }

  @Test
  @DisplayName("what is just being made again stays")
  void beingMade() throws IOException {
    entry(OLD);
    Path file = cache.root().resolve("locks").resolve(OLD + ".lock");
    try (EntryLock making = EntryLock.take(file, holder -> {})) {
      assertThat(making).isNotNull();
      assertThat(inventory.remove(item(OLD))).isFalse();
    }
    assertThat(inventory.remove(item(OLD))).isTrue();
  }

  private static Path newest(Path uses) throws IOException {
    try (var stamps = Files.list(uses)) {
      return stamps.findFirst().orElseThrow();
    }
  }
}
