package firedrill.cli;

import firedrill.rescue.ReplicaSearch;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A path on the command line, whatever the locale has letters for. */
final class RescuePath implements ITypeConverter<Path> {

  @Override
  public Path convert(String word) {
    if (word.isBlank()) {
      throw new TypeConversionException(ReplicaSearch.EMPTY);
    }
    try {
      return Path.of(word);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(RescueFailure.text(e));
    }
  }
}
