package drills;

import firedrill.component.minio.Minio;
import firedrill.fault.Evidence;
import firedrill.fault.Fault;
import firedrill.fault.Undo;
import firedrill.fault.Witness;
import firedrill.sandbox.Node;
import firedrill.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** After work on two machines each has the other's disk. */
final class DisksSwapped implements Fault {

  private final Sandbox sandbox;
  private final Minio minio;
  private final Node one;
  private final Node other;
  private final Path scratch;
  private final String first;
  private final String second;

  /**
   * @param scratch a folder that is made
   */
  DisksSwapped(Sandbox sandbox, Minio minio, Node one, Node other, Path scratch)
      throws IOException {
    this.sandbox = sandbox;
    this.minio = minio;
    this.one = one;
    this.other = other;
    this.scratch = scratch;
    this.first = minio.drive(one).id();
    this.second = minio.drive(other).id();
  }

  @Override
  public String name() {
    return "disks-swapped";
  }

  @Override
  public String target() {
    return one.name() + ", " + other.name();
  }

  @Override
  public Undo undo() {
    return new Undo(
        "swap the disks of " + target() + " back",
        Map.of("nodes", target()),
        this::isAsBefore,
        this::swap);
  }

  @Override
  public void inject() throws IOException {
    swap();
  }

  /** Both machines are off meanwhile. */
  void swap() throws IOException {
    sandbox.power().off(one, other);
    Path kept = Files.createTempDirectory(Files.createDirectories(scratch), "drives-");
    minio.swapDrives(one, other, kept);
    sandbox.power().restore(one, other);
  }

  private boolean isAsBefore() throws IOException {
    return minio.drive(one).id().equals(first) && minio.drive(other).id().equals(second);
  }

  @Override
  public Witness witness() {
    return () -> {
      String here = minio.drive(one).id();
      String there = minio.drive(other).id();
      return Evidence.of(
          here.equals(second) && there.equals(first),
          "%s has drive %s and %s has drive %s; before it was the other way round"
              .formatted(one.name(), here, other.name(), there));
    };
  }
}
