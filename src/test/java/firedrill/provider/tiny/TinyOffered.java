package firedrill.provider.tiny;

import firedrill.ground.SandboxProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/** While it is open, this thread's sandboxes have the tiny one among them, found like any other. */
public final class TinyOffered implements AutoCloseable {

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  /**
   * @param home a folder of the test's own
   */
  public TinyOffered(Path home) throws IOException {
    Path services = Files.createDirectories(home.resolve("services/META-INF/services"));
    Files.writeString(
        services.resolve(SandboxProvider.class.getName()), TinyProvider.class.getName());
    Thread.currentThread()
        .setContextClassLoader(
            new URLClassLoader(new URL[] {home.resolve("services/").toUri().toURL()}, before));
  }

  @Override
  public void close() {
    Thread.currentThread().setContextClassLoader(before);
  }
}
