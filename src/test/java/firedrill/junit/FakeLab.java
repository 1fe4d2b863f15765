package firedrill.junit;

import firedrill.ground.ComponentStart;
import firedrill.lab.Lab;
import firedrill.lab.LabFactory;
import firedrill.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A lab of nothing that writes down beside its directory what is done with it. */
class FakeLab implements Lab {

  private final Path directory;

  FakeLab(Path directory) {
    this.directory = directory;
    note("created");
  }

  final void note(String what) {
    try {
      Files.writeString(
          directory.resolveSibling(directory.getFileName() + ".notes"),
          what + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Sandbox sandbox() {
    throw new UnsupportedOperationException("this lab has no sandbox");
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public List<ComponentStart> starts() {
    return List.of(
        new ComponentStart("vault", List.of("api"), Duration.ofMillis(1), Duration.ofMillis(2)));
  }

  @Override
  public void collect(Path into) {
    note("collected");
  }

  @Override
  public String howToEnter() {
    return "nsenter --target 4711";
  }

  @Override
  public void close() {
    note("closed");
  }

  /** Makes labs that work. */
  static final class Factory implements LabFactory {
    @Override
    public Lab create(Path directory, long seed) {
      return new FakeLab(directory);
    }
  }

  /** Makes labs of which each scenario's boots mend one disk more. */
  static final class Mended implements LabFactory {
    @Override
    public Lab create(Path directory, long seed) {
      return new FakeLab(directory) {
        private final List<String> repairs = new CopyOnWriteArrayList<>();

        @Override
        public Map<String, String> placement() {
          repairs.add("disk " + (repairs.size() + 1));
          return Map.of();
        }

        @Override
        public List<String> repairs() {
          return List.copyOf(repairs);
        }
      };
    }
  }

  /** Makes none. */
  static final class Broken implements LabFactory {
    @Override
    public Lab create(Path directory, long seed) throws IOException {
      Path left = Files.createDirectories(directory.resolve(FAILED_START));
      Files.writeString(left.resolve("etcd.log"), "no space left on device");
      throw new IOException("etcd died with 1");
    }
  }

  /** Makes labs that do not end. */
  static final class Stubborn implements LabFactory {
    @Override
    public Lab create(Path directory, long seed) {
      return new FakeLab(directory) {
        @Override
        public void close() {
          throw new IllegalStateException("mount is busy");
        }
      };
    }
  }

  /** Makes labs that neither tell what they know nor end: not even an exception comes of it. */
  static final class Ruined implements LabFactory {
    @Override
    public Lab create(Path directory, long seed) {
      return new FakeLab(directory) {
        @Override
        public void collect(Path into) {
          note("collecting");
          throw new NoClassDefFoundError("of the logs");
        }

        @Override
        public void close() {
          note("closing");
          throw new NoClassDefFoundError("of the lab");
        }
      };
    }
  }
}
