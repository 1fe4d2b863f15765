package firedrill.sandbox.machine;

import com.sun.management.OperatingSystemMXBean;
import firedrill.sandbox.process.Command;
import firedrill.sandbox.process.Programs;
import firedrill.sandbox.tool.BuildRoom;
import firedrill.sandbox.tool.Disk;
import firedrill.sandbox.tool.ToolException;
import firedrill.sandbox.tool.Toolbox;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** What is looked at. */
public interface Machine {

  /** A system property of this JVM. */
  String property(String name);

  /** The kind that {@code -Dsandbox} names, else the one that suits this machine. */
  String sandbox(Path checkout);

  Optional<Path> find(String program);

  Command.Result run(List<String> command) throws IOException, TimeoutException;

  /** The content of a small file such as a kernel setting; empty if it is not there. */
  Optional<String> read(Path file);

  boolean exists(Path file);

  /** Opens and closes the file for reading and writing. */
  void open(Path file) throws IOException;

  /** Bytes, the limit of a container counted. */
  long memory();

  /** Bytes free where the folder is or would be. */
  long free(Path folder) throws IOException;

  /** Whether files can be made in the folder, or it can be made itself. */
  boolean isWritable(Path folder);

  /** Whether any program of a lab would have to be built; yes if that cannot be told. */
  boolean mustBuild();

  /** The tightest disk for building all programs; empty if none has to be built, or unknown. */
  Optional<BuildRoom> roomToBuild();

  /** Opens the cache, or throws what is wrong with it. */
  void openCache();

  Machine THIS =
      new Machine() {
        /** Bytes of it that are looked at. */
        private static final int SMALL = 1 << 16;

        private final Programs programs = Programs.ofMachine();

        @Override
        public String property(String name) {
          return System.getProperty(name);
        }

        @Override
        public String sandbox(Path checkout) {
          String named = property("sandbox");
          if (named != null && !named.isBlank()) {
            return named;
          }
          try {
            return run(List.of(new Launchers(checkout).choice().toString())).out().strip();
          } catch (IOException | TimeoutException e) {
            return SandboxNeeds.defaultKind();
          }
        }

        @Override
        public Optional<Path> find(String program) {
          return programs.find(program);
        }

        @Override
        public Command.Result run(List<String> command) throws IOException, TimeoutException {
          Map<String, String> environment = new HashMap<>();
          environment.put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
          environment.put("HOME", System.getProperty("user.home"));
          environment.put("GOTOOLCHAIN", "local");
          environment.put("LC_ALL", "C");
          // Where containers are made.
          for (String name :
              List.of("DOCKER_HOST", "DOCKER_CONTEXT", "CONTAINER_HOST", "XDG_RUNTIME_DIR")) {
            Optional.ofNullable(System.getenv(name)).ifPresent(v -> environment.put(name, v));
          }
          return Command.run(command, Path.of("/"), environment, Duration.ofSeconds(20));
        }

        @Override
        public Optional<String> read(Path file) {
          // At once, as the kernel wants its settings to be read.
          try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(new String(in.readNBytes(SMALL), StandardCharsets.UTF_8).strip());
          } catch (IOException absent) {
            return Optional.empty();
          }
        }

        @Override
        public boolean exists(Path file) {
          return Files.exists(file);
        }

        @Override
        public void open(Path file) throws IOException {
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE).close();
        }

        @Override
        public long memory() {
          return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
              .getTotalMemorySize();
        }

        @Override
        public long free(Path folder) throws IOException {
          return Disk.REAL.free(folder);
        }

        @Override
        public boolean isWritable(Path folder) {
          return Disk.REAL.isWritable(folder);
        }

        @Override
        public boolean mustBuild() {
          try {
            return !Toolbox.ofThisCheckout().unbuilt().isEmpty();
          } catch (ToolException unknown) {
            return true;
          }
        }

        @Override
        public Optional<BuildRoom> roomToBuild() {
          try {
            return Toolbox.ofThisCheckout().roomToBuild();
          } catch (ToolException unknown) {
            return Optional.empty();
          }
        }

        @Override
        public void openCache() {
          Toolbox.checkCache();
        }
      };
}
