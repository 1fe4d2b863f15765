package firedrill.sandbox.vm;

import com.sun.jna.NativeLibrary;
import firedrill.sandbox.process.UnpackedPackages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** libvirt's client library: the system's own, else that of unpacked packages. */
final class ClientLibrary {

  private static final String NAME = "virt";

  /** Its files, of which the binding loads more than one; the first group is what JNA calls it. */
  private static final Pattern LIBVIRT = Pattern.compile("lib(virt[a-z-]*)\\.so\\..*");

  private ClientLibrary() {}

  /** Makes it known to JNA; false when there is none. */
  static synchronized boolean load() {
    if (!isKnown()) {
      preload(UnpackedPackages.ofMachine());
    }
    return isKnown();
  }

  private static boolean isKnown() {
    try {
      return NativeLibrary.getInstance(NAME) != null;
    } catch (UnsatisfiedLinkError absent) {
      return false;
    }
  }

  /**
   * The loader does not look where packages are unpacked, but takes what is loaded already under
   * the wanted name: so what it depends on goes first, in whatever order turns out to work.
   */
  private static void preload(UnpackedPackages packages) {
    List<Path> left = new ArrayList<>();
    for (String folder : List.of("usr/lib", "lib")) {
      left.addAll(libraries(packages.root().resolve(folder)));
    }
    for (Path file : left) {
      Matcher matcher = LIBVIRT.matcher(file.getFileName().toString());
      if (matcher.matches()) {
        NativeLibrary.addSearchPath(matcher.group(1), file.getParent().toString());
      }
    }
    while (left.removeIf(ClientLibrary::loads)) {
      // What could not be loaded may find its own needs loaded now.
    }
  }

  private static List<Path> libraries(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    // One folder down is the architecture's; plug-ins lie deeper.
    try (Stream<Path> all = Files.find(folder, 2, (file, a) -> isLibrary(file))) {
      return all.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isLibrary(Path file) {
    return Files.isRegularFile(file) && file.getFileName().toString().matches("lib.*\\.so\\..*");
  }

  private static boolean loads(Path file) {
    try {
      return NativeLibrary.getInstance(file.toString()) != null;
    } catch (UnsatisfiedLinkError notYet) {
      return false;
    }
  }
}
