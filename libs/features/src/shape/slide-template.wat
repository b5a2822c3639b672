;; What the first pass of a shape search does at every position of a series, four positions at a time.
;; Pointers are bytes; positions are counted.
(module
  (memory (export "memory") 6)

  ;; dots[p] = Σ t[j] · s[p + j] for j < width and p < count, a multiple of 16.
  (func (export "slide") (param $t i32) (param $width i32) (param $s i32) (param $count i32) (param $dots i32)
    (local $p i32) (local $at i32) (local $tAt i32) (local $tEnd i32)
    (local $x v128) (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local.set $tEnd (i32.add (local.get $t) (i32.shl (local.get $width) (i32.const 2))))
    (loop $positions
      (local.set $a (v128.const i64x2 0 0))
      (local.set $b (v128.const i64x2 0 0))
      (local.set $c (v128.const i64x2 0 0))
      (local.set $d (v128.const i64x2 0 0))
      (local.set $at (local.get $s))
      (local.set $tAt (local.get $t))
      (loop $points
        (local.set $x (v128.load32_splat (local.get $tAt)))
        (local.set $a (f32x4.add (local.get $a) (f32x4.mul (local.get $x) (v128.load (local.get $at)))))
        (local.set $b (f32x4.add (local.get $b) (f32x4.mul (local.get $x) (v128.load offset=16 (local.get $at)))))
        (local.set $c (f32x4.add (local.get $c) (f32x4.mul (local.get $x) (v128.load offset=32 (local.get $at)))))
        (local.set $d (f32x4.add (local.get $d) (f32x4.mul (local.get $x) (v128.load offset=48 (local.get $at)))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (local.set $tAt (i32.add (local.get $tAt) (i32.const 4)))
        (br_if $points (i32.lt_u (local.get $tAt) (local.get $tEnd))))
      (v128.store (local.get $dots) (local.get $a))
      (v128.store offset=16 (local.get $dots) (local.get $b))
      (v128.store offset=32 (local.get $dots) (local.get $c))
      (v128.store offset=48 (local.get $dots) (local.get $d))
      (local.set $dots (i32.add (local.get $dots) (i32.const 64)))
      (local.set $s (i32.add (local.get $s) (i32.const 64)))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (br_if $positions (i32.lt_s (local.get $p) (local.get $count)))))

  ;; Where dots[p] / √(the squares of the window less its mean) beats best[p], that becomes best[p] and which[p] says `name`; for
  ;; p < count, a multiple of 4. sums and squares are those of all samples before; windows of less variance than `flat` are left out.
  (func (export "keepBest")
    (param $dots i32) (param $sums i32) (param $squares i32) (param $width i32) (param $count i32)
    (param $flat f32) (param $name f32) (param $best i32) (param $which i32)
    (local $p i32) (local $ahead i32) (local $per v128) (local $d0 v128) (local $d1 v128) (local $variance v128)
    (local $r v128) (local $wins v128)
    (local.set $ahead (i32.shl (local.get $width) (i32.const 3)))
    (local.set $per (f64x2.splat (f64.div (f64.const 1) (f64.convert_i32_s (local.get $width)))))
    (loop $positions
      (local.set $d0 (f64x2.sub (v128.load (i32.add (local.get $sums) (local.get $ahead))) (v128.load (local.get $sums))))
      (local.set $d1 (f64x2.sub (v128.load offset=16 (i32.add (local.get $sums) (local.get $ahead))) (v128.load offset=16 (local.get $sums))))
      (local.set $d0
        (f64x2.sub
          (f64x2.sub (v128.load (i32.add (local.get $squares) (local.get $ahead))) (v128.load (local.get $squares)))
          (f64x2.mul (f64x2.mul (local.get $d0) (local.get $d0)) (local.get $per))))
      (local.set $d1
        (f64x2.sub
          (f64x2.sub (v128.load offset=16 (i32.add (local.get $squares) (local.get $ahead))) (v128.load offset=16 (local.get $squares)))
          (f64x2.mul (f64x2.mul (local.get $d1) (local.get $d1)) (local.get $per))))
      (local.set $variance
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
          (f32x4.demote_f64x2_zero (local.get $d0)) (f32x4.demote_f64x2_zero (local.get $d1))))
      (local.set $r (f32x4.div (v128.load (local.get $dots)) (f32x4.sqrt (local.get $variance))))
      (local.set $wins
        (v128.and
          (f32x4.gt (local.get $variance) (f32x4.splat (local.get $flat)))
          (f32x4.gt (local.get $r) (v128.load (local.get $best)))))
      (v128.store (local.get $best) (v128.bitselect (local.get $r) (v128.load (local.get $best)) (local.get $wins)))
      (v128.store (local.get $which)
        (v128.bitselect (f32x4.splat (local.get $name)) (v128.load (local.get $which)) (local.get $wins)))
      (local.set $dots (i32.add (local.get $dots) (i32.const 16)))
      (local.set $best (i32.add (local.get $best) (i32.const 16)))
      (local.set $which (i32.add (local.get $which) (i32.const 16)))
      (local.set $sums (i32.add (local.get $sums) (i32.const 32)))
      (local.set $squares (i32.add (local.get $squares) (i32.const 32)))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $positions (i32.lt_s (local.get $p) (local.get $count))))))
