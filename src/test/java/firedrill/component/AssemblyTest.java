package firedrill.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firedrill.ground.ComponentStart;
import firedrill.ground.GroundSpec;
import firedrill.ground.Startup;
import firedrill.sandbox.Reality;
import firedrill.sandbox.Topology;
import firedrill.testing.Property;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssemblyTest {

  interface Storage {}

  record Block() implements Storage {}

  record Disk() implements Storage {}

  record Vault(Storage on) {}

  record Shop(Vault with) {}

  /** A component that does what the test says. */
  private record Part<T>(
      String name, Class<T> type, Set<Class<?>> needs, Begin<T> begin, Set<String> programs)
      implements Component<T> {

    interface Begin<T> {
      T begin(Site site) throws Exception;
    }

    Part(String name, Class<T> type, Set<Class<?>> needs, Begin<T> begin) {
      this(name, type, needs, begin, Set.of(name));
    }

    @Override
    public T start(Site site) throws Exception {
      return begin.begin(site);
    }

    @Override
    public void collect(T started, Path into) throws java.io.IOException {
      if (name.equals("vault")) {
        throw new java.io.IOException("no evidence here");
      }
      Files.writeString(into.resolve(name), started.toString());
    }

    @Override
    public List<Reality> reality() {
      return List.of(Reality.real(name));
    }
  }

  @TempDir Path directory;

  private static Component<Block> block() {
    return new Part<>("block", Block.class, Set.of(), site -> new Block());
  }

  private static Component<Disk> disk() {
    return new Part<>("disk", Disk.class, Set.of(), site -> new Disk());
  }

  private static Component<Vault> vault() {
    return new Part<>(
        "vault", Vault.class, Set.of(Storage.class), site -> new Vault(site.get(Storage.class)));
  }

  private static Component<Shop> shop() {
    return new Part<>(
        "shop", Shop.class, Set.of(Vault.class), site -> new Shop(site.get(Vault.class)));
  }

  private GroundSpec spec() {
    return GroundSpec.of(directory, directory, Topology.homeLab());
  }

  private List<ComponentStart> start(Assembly assembly, Started into) {
    try (Startup startup = new Startup(start -> {})) {
      assembly.addTo(startup, spec(), null, Chance.of(42), into);
      return startup.join();
    }
  }

  @Test
  @DisplayName("a need is met by type, a supertype will do, in whatever order they are listed")
  void needs() {
    List<Component<?>> listed = new ArrayList<>(List.of(shop(), vault(), block()));
    Property.holds(
        20,
        gen -> {
          Collections.shuffle(listed, gen.random());
          Started started = new Started();
          List<ComponentStart> starts = start(new Assembly(listed), started);
          assertThat(started.get(Shop.class)).isEqualTo(new Shop(new Vault(new Block())));
          assertThat(starts.stream().map(ComponentStart::name))
              .containsExactly("block", "vault", "shop");
          assertThat(starts.get(2).after()).containsExactly("vault");
        });
  }

  @Test
  @DisplayName("a need that nothing or several things meet is named with who has it")
  void unmet() {
    assertThatThrownBy(() -> new Assembly(List.of(vault())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("vault needs one Storage; the lab has none");
    assertThatThrownBy(() -> new Assembly(List.of(vault(), block(), disk())))
        .hasMessage("vault needs one Storage; the lab has [block, disk]");
  }

  @Test
  @DisplayName("a circle and two of one name are refused")
  void refused() {
    Component<Block> circular =
        new Part<>("block", Block.class, Set.of(Vault.class), site -> new Block());
    assertThatThrownBy(() -> new Assembly(List.of(vault(), circular)))
        .hasMessage("these need each other: [vault, block]");
    assertThatThrownBy(() -> new Assembly(List.of(block(), block())))
        .hasMessage("two components are called block");
  }

  @Test
  @DisplayName("a start that fails names its component, and what needs it does not begin")
  void failure() {
    List<String> begun = new CopyOnWriteArrayList<>();
    Component<Block> broken =
        new Part<>(
            "block",
            Block.class,
            Set.of(),
            site -> {
              throw new java.io.IOException("disk full");
            });
    Component<Vault> next =
        new Part<>(
            "vault",
            Vault.class,
            Set.of(Storage.class),
            site -> {
              begun.add("vault");
              return new Vault(site.get(Storage.class));
            });
    Assembly assembly = new Assembly(List.of(broken, next));
    assertThatThrownBy(() -> start(assembly, new Started()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("block does not start: disk full");
    assertThat(begun).isEmpty();
  }

  @Test
  @DisplayName("what a component uses it must have said that it needs")
  void undeclared() {
    Component<Vault> careless =
        new Part<>("vault", Vault.class, Set.of(), site -> new Vault(site.get(Storage.class)));
    Assembly assembly = new Assembly(List.of(block(), careless));
    assertThatThrownBy(() -> start(assembly, new Started()))
        .hasMessageContaining("vault uses Storage without needing it");
  }

  @Test
  @DisplayName("programs and reality are those of all; evidence that one lacks costs no other")
  void together() {
    Assembly assembly = new Assembly(List.of(shop(), vault(), block()));
    assertThat(assembly.programs()).containsExactly("block", "shop", "vault");
    assertThat(assembly.reality().keySet()).containsExactly("block", "vault", "shop");
    Started started = new Started();
    start(assembly, started);
    assembly.collect(started, directory.resolve("evidence"));
    assertThat(directory.resolve("evidence"))
        .isDirectoryContaining(file -> file.endsWith("block"))
        .isDirectoryContaining(file -> file.endsWith("shop"));
  }

  @Test
  @DisplayName("a component has a directory of its own, and the lab's seed")
  void site() {
    Component<Block> curious =
        new Part<>(
            "block device",
            Block.class,
            Set.of(),
            site -> {
              Files.writeString(site.directory().resolve("seed"), Long.toString(site.seed()));
              site.note("looked around");
              return new Block();
            });
    Started started = new Started();
    start(new Assembly(List.of(curious)), started);
    assertThat(directory.resolve("components/block-device/seed")).hasContent("42");
    assertThat(started.notes()).containsExactly("looked around");
    assertThatThrownBy(() -> started.get(Vault.class))
        .hasMessage("this lab has no Vault; it has [block device]");
  }
}
