/**
 * The checker for transactions that read and append to lists, after Elle: reads show the order of
 * all versions, so dependencies between transactions are known and not guessed, and an anomaly is a
 * cycle of them.
 *
 * @see <a href="https://arxiv.org/abs/2003.10554">Kingsbury and Alvaro, Elle, 2020</a>
 * @see <a href="https://pmg.csail.mit.edu/papers/adya-phd.pdf">Adya, Weak Consistency, 1999</a>
 */
@NullMarked
package io.matriarch.chaos.checker.append;

import org.jspecify.annotations.NullMarked;
