// tests/http/rosters.mjs - pupils and teachers of a county whose every word is known, brought in as rosters.
// Numbers are of the region 99...., which belongs to nobody.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folder } from './lib.mjs'

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
/** 18 signs with the right last one. */
export function idNumber(birth, sequence) {
  const digits = `990101${birth}${String(sequence).padStart(3, '0')}`
  return digits + '10X98765432'[[...digits].reduce((sum, d, i) => sum + d * weights[i], 0) % 11]
}
export const iso = (birth) => `${birth.slice(0, 4)}-${birth.slice(4, 6)}-${birth.slice(6)}`

const heads = {
  pupil: ['学校标识码', '姓名', '性别', '出生日期', '身份证件类型', '身份证件号', '学籍号', '年级', '班级', '健康状况', '现住址', '联系电话',
    '成员1姓名', '成员1关系', '成员1联系电话', '成员1身份证件号'],
  teacher: ['学校标识码', '姓名', '性别', '出生日期', '身份证件类型', '身份证件号', '教职工号', '岗位类别', '任教学段', '任教学科', '学历', '联系电话', '现住址'],
}
const lines = (head, rows) => [head, ...rows].map((r) => r.join(',')).join('\r\n') + '\r\n'

/**
 * Pupils of two classes and two teachers at each of these schools. Every name, number, telephone and address is
 * there once, so that whoever tells it tells of one person. Gives {school, class, name, birth, ...} each.
 */
export function people(county, schools) {
  const all = []
  schools.forEach((school, s) => {
    const mark = `${Number(county.slice(0, 2))}${s}`
    for (let n = 0; n < 6; n++) {
      const birth = `2016${String((s % 9) + 1).padStart(2, '0')}${String(10 + n)}`
      const sequence = Number(county.slice(2, 4)) * 2 + s * 20 + n
      const id = idNumber(birth, (sequence * 2 + 1) % 1000)
      const given = '甲乙丙丁戊己庚辛壬癸'
      all.push({ kind: 'pupil', county, school, class: n < 3 ? '1' : '2', sex: '男', birth,
        name: `${'赵钱孙李周吴郑'[s]}${given[n]}${given[Number(county[3])]}${given[Number(county[1])]}`,
        id, roll: `G${id}`, phone: `13${mark}${String(1000000 + n * 1111 + s).slice(0, 7)}`.slice(0, 11).padEnd(11, '7'),
        address: `${county}号院${s}栋${n}单元`, health: '有慢性病',
        guardian: `${'冯陈褚卫蒋沈韩'[s]}${given[n]}${given[Number(county[3])]}父${given[Number(county[1])]}`,
        guardianPhone: `15${mark}${String(2000000 + n * 2222 + s).slice(0, 7)}`.slice(0, 11).padEnd(11, '8'),
        guardianId: idNumber(`1985${birth.slice(4)}`, (sequence * 2 + 201) % 1000) })
    }
    for (let n = 0; n < 2; n++) {
      const birth = `198${n}${String((s % 9) + 1).padStart(2, '0')}2${Number(county[1])}`
      const id = idNumber(birth, (Number(county.slice(2, 4)) * 2 + s * 40 + n * 2 + 1) % 1000)
      all.push({ kind: 'teacher', county, school, sex: '男', birth, id,
        name: `${'杨朱秦尤许何吕'[s]}师${'子丑'[n]}${'甲乙丙丁戊己庚辛壬癸'[Number(county[3])]}${'甲乙丙丁戊己庚辛壬癸'[Number(county[1])]}`.slice(0, 5),
        roll: `T${county}${s}${n}`, phone: `17${mark}${String(3000000 + n * 3333 + s).slice(0, 7)}`.slice(0, 11).padEnd(11, '9'),
        address: `${county}教工楼${s}-${n}` })
    }
  })
  return all
}

const row = {
  pupil: (p) => [p.school, p.name, p.sex, iso(p.birth), '居民身份证', p.id, p.roll, '四年级', `${p.class}班`, p.health, p.address, p.phone,
    p.guardian, '父亲', p.guardianPhone, p.guardianId],
  teacher: (p) => [p.school, p.name, p.sex, iso(p.birth), '居民身份证', p.id, p.roll, '专任教师', '小学', '语文', '本科', p.phone, p.address],
}

/** Bring them in; the key of JUNHENG_KEY_FILE is needed. */
export function bring(db, county, list) {
  for (const kind of ['pupil', 'teacher']) {
    const path = join(folder(), `${kind === 'pupil' ? '学生花名册' : '教师花名册'}-2025.csv`)
    writeFileSync(path, '﻿' + lines(heads[kind], list.filter((p) => p.kind === kind).map(row[kind])))
    execFileSync(process.env.JUNHENG, ['import', '--db', db, '--county', county, '--form', `${kind}_roster`,
      '--year', '2025', '--reason', '测试', path], { stdio: ['ignore', 'pipe', 'pipe'] })
  }
}
