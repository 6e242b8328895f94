// The OpenLayers side of the map page: boundaries and schools from this server, no tiles, no addresses
// outside. Shapes and colours are those of status.ts.
import Feature from 'ol/Feature'
import OlMap from 'ol/Map'
import View from 'ol/View'
import { defaults as defaultControls } from 'ol/control/defaults'
import ScaleLine from 'ol/control/ScaleLine'
import { isEmpty } from 'ol/extent'
import GeoJSON from 'ol/format/GeoJSON'
import Point from 'ol/geom/Point'
import VectorLayer from 'ol/layer/Vector'
import { fromLonLat } from 'ol/proj'
import VectorSource from 'ol/source/Vector'
import CircleStyle from 'ol/style/Circle'
import Fill from 'ol/style/Fill'
import RegularShape from 'ol/style/RegularShape'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import Text from 'ol/style/Text'
import { toWgs84 } from '../crs'
import { COLOURS, type AnyStatus } from '../status'

export interface Dot {
  school: string
  name: string
  lon: number
  lat: number
  crs?: string
  pupils: number
  status: AnyStatus
}

function image(status: AnyStatus, radius: number, chosen: boolean) {
  const fill = new Fill({ color: COLOURS[status] + 'd0' })
  const stroke = new Stroke({ color: chosen ? '#1c2430' : '#fff', width: chosen ? 3 : 1.2 })
  if (status === 'pass') return new CircleStyle({ radius, fill, stroke })
  if (status === 'fail') return new RegularShape({ points: 3, radius: radius * 1.25, fill, stroke })
  if (status === 'unknown')
    return new RegularShape({ points: 4, radius: radius * 1.2, fill, stroke })
  return new RegularShape({ points: 4, radius, angle: Math.PI / 4, fill, stroke })
}

function dotStyle(dot: Dot, most: number, chosen: boolean, named: boolean): Style {
  const radius = 4 + 10 * Math.sqrt(Math.max(dot.pupils, 0) / (most || 1))
  const text =
    named || chosen
      ? new Text({
          text: dot.name,
          offsetY: -radius - 9,
          font: '12px sans-serif',
          fill: new Fill({ color: '#1c2430' }),
          stroke: new Stroke({ color: '#fff', width: 3 }),
        })
      : undefined
  return new Style({ image: image(dot.status, radius, chosen), text, zIndex: chosen ? 2 : 1 })
}

function boundaryStyle(feature: { get(name: string): unknown }): Style {
  const county = feature.get('kind') === 'county'
  return new Style({
    fill: new Fill({ color: county ? 'rgba(255,255,255,0.7)' : 'rgba(29,86,168,0.04)' }),
    stroke: new Stroke({
      color: county ? '#4a5463' : '#a3adba',
      width: county ? 2 : 1,
      lineDash: county ? undefined : [5, 4],
    }),
    text: new Text({
      text: county ? '' : String(feature.get('name') ?? ''),
      font: '12px sans-serif',
      fill: new Fill({ color: '#566172' }),
      stroke: new Stroke({ color: '#fff', width: 3 }),
      overflow: false,
    }),
  })
}

// Every position of a GeoJSON geometry, in place, whatever its depth.
function convert(positions: unknown, crs: string): unknown {
  if (!Array.isArray(positions)) return positions
  if (typeof positions[0] === 'number')
    return toWgs84([Number(positions[0]), Number(positions[1])], crs)
  return positions.map((part) => convert(part, crs))
}

interface GeoFeature {
  type: 'Feature'
  geometry: { type: string; coordinates: unknown } | null
  properties: { crs?: string } | null
}
export interface Places {
  features?: GeoFeature[]
}

export function inWgs84(places: Places): { type: 'FeatureCollection'; features: GeoFeature[] } {
  const features = (places.features ?? [])
    .filter((f) => f.geometry)
    .map((f) => ({
      ...f,
      geometry: f.geometry && {
        ...f.geometry,
        coordinates: convert(f.geometry.coordinates, f.properties?.crs ?? ''),
      },
    }))
  return { type: 'FeatureCollection', features }
}

export class SchoolMap {
  private readonly boundaries = new VectorSource()
  private readonly schools = new VectorSource<Feature<Point>>()
  private readonly map: OlMap
  private most = 1
  private chosen = ''

  constructor(target: HTMLElement, pick: (school: string) => void) {
    const dots = new VectorLayer({
      source: this.schools,
      style: (f, resolution) => this.style(f as Feature<Point>, resolution),
    })
    this.map = new OlMap({
      target,
      controls: defaultControls({ attribution: false, rotate: false }).extend([new ScaleLine()]),
      layers: [
        new VectorLayer({ source: this.boundaries, style: boundaryStyle, declutter: true }),
        dots,
      ],
      view: new View({ center: fromLonLat([112, 30]), zoom: 5, maxZoom: 18 }),
    })
    this.map.on('singleclick', (event) => {
      const hit = this.map.forEachFeatureAtPixel(event.pixel, (f) => f, {
        layerFilter: (l) => l === dots,
        hitTolerance: 6,
      })
      pick((hit?.get('dot') as Dot | undefined)?.school ?? '')
    })
    this.map.on('pointermove', (event) => {
      target.style.cursor =
        !event.dragging &&
        this.map.hasFeatureAtPixel(event.pixel, { layerFilter: (l) => l === dots })
          ? 'pointer'
          : ''
    })
  }

  private style(feature: Feature<Point>, resolution: number): Style {
    const dot = feature.get('dot') as Dot
    return dotStyle(dot, this.most, dot.school === this.chosen, resolution < 12)
  }

  setPlaces(places: Places): void {
    this.boundaries.clear()
    this.boundaries.addFeatures(
      new GeoJSON().readFeatures(inWgs84(places), { featureProjection: 'EPSG:3857' }),
    )
  }

  setDots(dots: Dot[]): void {
    this.most = Math.max(1, ...dots.map((d) => d.pupils))
    this.schools.clear()
    this.schools.addFeatures(
      [...dots]
        .sort((a, b) => b.pupils - a.pupils)
        .map((dot) => {
          const feature = new Feature(new Point(fromLonLat(toWgs84([dot.lon, dot.lat], dot.crs))))
          feature.set('dot', dot)
          return feature
        }),
    )
  }

  choose(school: string): void {
    this.chosen = school
    this.schools.changed()
  }

  fit(): void {
    const around = this.boundaries.getExtent() ?? []
    const extent = isEmpty(around) ? this.schools.getExtent() : around
    if (extent && !isEmpty(extent))
      this.map.getView().fit(extent, { padding: [24, 24, 24, 24], maxZoom: 15 })
  }

  dispose(): void {
    this.map.setTarget(undefined)
    this.map.dispose()
  }
}
