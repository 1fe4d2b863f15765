package firedrill.ground;

import firedrill.sandbox.Platform;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What takes long to install into a new cluster, and is the same in every lab. A sandbox that can
 * begin with a copy of a cluster that has it does so; {@link Ground#isPrepared} tells.
 *
 * @param name of the copy, for example {@code longhorn}
 * @param programs that are in the cluster once it is installed, beside Kubernetes' own
 * @param sources files and folders that what is installed is made from; another content is another
 *     copy
 * @param install into a cluster whose nodes are coming up; returns when it is ready
 */
public record Preparation(
    String name, Set<String> programs, List<Path> sources, Consumer<Platform> install) {

  public Preparation {
    programs = Set.copyOf(programs);
    sources = List.copyOf(sources);
  }
}
