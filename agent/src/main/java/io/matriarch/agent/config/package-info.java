/**
 * The node's configuration file: records that hold it, the parser, the checks and the printable
 * form. All that is wrong is reported at once, with file, line, path, what was found and what was
 * expected.
 *
 * <p>It uses the model of the cluster and Jackson's YAML parser, and is used by the wiring and by
 * {@code check-config}. Reading a configuration touches nothing but the file and the password files
 * it names; only {@code Preflight} looks at the host, and it changes nothing.
 */
@NullMarked
package io.matriarch.agent.config;

import org.jspecify.annotations.NullMarked;
